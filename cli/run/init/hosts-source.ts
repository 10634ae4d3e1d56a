import { SshConfig } from '../../../engine/host/ssh-config.ts'
import type { Inventory } from '../../../inventory/inventory.ts'
import { loadInventory } from '../../../inventory/load.ts'
import type { Answers } from '../../init/answers.ts'

/** The hosts that are listed elsewhere. */
export interface HostsSource {
  /** Undefined unless they come from an inventory. */
  readonly existing: Inventory | undefined
  /** Groups and hosts that an answer can name. */
  readonly knownNames: readonly string[]
}

const NONE: HostsSource = { existing: undefined, knownNames: [] }

/** Reads where the answers say that hosts are listed. Throws `input`. */
export async function hostsSource(answers: Answers, sshConfig: string | undefined): Promise<HostsSource> {
  if (answers.hosts_from === 'ssh_config') return { ...NONE, knownNames: SshConfig.load(sshConfig, () => {}).names }
  if (answers.hosts_from !== 'inventory' || answers.hosts_file === undefined) return NONE
  const existing = await loadInventory(answers.hosts_file)
  const groups = [...existing.groups.keys()].filter((name) => name !== 'all')
  return { existing, knownNames: [...groups, ...existing.hosts.keys()] }
}
