import type { Located } from '../../engine/errors/document.ts'
import type { Inventory } from '../../inventory/inventory.ts'
import type { Layer } from '../../playbooks/lookup.ts'
import {
  NOTHING_OPENED,
  type OpenedSecrets,
  type WantedSecrets,
  wantedSecrets,
} from '../../playbooks/opened-secrets.ts'
import type { Playbook } from '../../playbooks/playbook.ts'

/** Opens secrets, and may ask for a passphrase. */
export type OpenSecrets = (wanted: WantedSecrets) => Promise<OpenedSecrets>

interface Files {
  readonly inventory: Inventory
  readonly playbook: Playbook
  readonly extra: Layer
}

/** Opens the secrets that the files need. Asks nobody if they need none. */
export async function openNeeded(files: Files, open: OpenSecrets | undefined): Promise<OpenedSecrets> {
  const wanted = wantedSecrets(valuesIn(files))
  const needsNone = wanted.names.size === 0 && !wanted.vaulted
  return needsNone || open === undefined ? NOTHING_OPENED : await open(wanted)
}

/** All values in which look-ups are resolved. */
function valuesIn({ inventory, playbook, extra }: Files): readonly Located[] {
  const layers = [extra, playbook.variables, ...[...inventory.hosts.values()].map((host) => host.written)]
  return [
    ...layers.flatMap((layer) => [...layer.values()].map(({ value }) => value)),
    ...playbook.plays.flatMap(({ hosts, serial, roles, tasks }) => [
      hosts,
      ...(serial === undefined ? [] : [serial]),
      ...roles.map(({ vars }) => vars),
      ...tasks.map(({ spec }) => spec),
    ]),
  ]
}
