import type { DescribedPairs } from '../../engine/databases/described-pairs.ts'
import type { BalancedAssignment } from '../../engine/description.ts'
import { EvenkeelError, throwIfAny } from '../../engine/errors/error.ts'
import type { HostTarget } from '../../engine/host/connection.ts'
import type { StatusAssignment } from '../../engine/status/read.ts'
import { limitPattern } from '../../inventory/limit.ts'
import { loadInventory } from '../../inventory/load.ts'
import { loadAssignment, type PlayRequest } from '../description/assignment.ts'
import { loadPairs } from '../description/database-pairs.ts'
import { loginProblems, targetsOf } from '../description/host-target.ts'
import { hostsWithin } from '../description/hosts-within.ts'
import { loadStatus } from '../description/status.ts'
import type { Io } from '../io.ts'
import type { CommandLine } from '../parse/command.ts'
import type { Vault } from './secrets/vault.ts'

/** Reads the playbook and the inventory that a command line names; may ask for a passphrase of their secrets. */
export async function readAssignment(line: CommandLine, io: Io): Promise<BalancedAssignment> {
  const [playbook = ''] = line.positionals
  return loadAssignment(requestOf(playbook, line, io))
}

/** The files of a command line, and how to open their secrets. */
export function requestOf(playbook: string, { flags }: CommandLine, io: Io): PlayRequest {
  if (playbook === '')
    throw new EvenkeelError('usage', 'The path of the playbook is empty.', {
      hint: 'A variable of the shell may not be set.',
    })
  let vault: Vault | undefined
  const sharedVault = async () => {
    const { Vault } = await import('./secrets/vault.ts')
    vault ??= new Vault(flags, io)
    return vault
  }
  return {
    playbook,
    inventory: flags.inventory ?? '',
    limit: flags.limit,
    extraVariables: flags.variable,
    openVault: async (text) => (await sharedVault()).openFile(text),
    openSecrets: async (wanted) =>
      (await import('./secrets/open-secrets.ts')).openSecrets(wanted, flags, io, await sharedVault()),
  }
}

/** Reads the same for `status`. */
export async function readStatusAssignment(line: CommandLine, io: Io): Promise<StatusAssignment> {
  const [playbook = ''] = line.positionals
  return loadStatus(requestOf(playbook, line, io))
}

/** Reads the database pairs of a playbook. */
export async function readPairs(playbook: string, line: CommandLine, io: Io): Promise<DescribedPairs> {
  return loadPairs(requestOf(playbook, line, io))
}

/** Reads the hosts of a command line without a playbook. */
export async function readTargets({ flags }: CommandLine): Promise<readonly HostTarget[]> {
  const inventory = await loadInventory(flags.inventory ?? '')
  const limit = flags.limit === undefined ? undefined : await limitPattern(flags.limit)
  const names = new Set(hostsWithin(inventory, limit))
  const targets = targetsOf(inventory, names)
  if (targets.length === 0) throwIfAny(loginProblems(inventory, names))
  return targets
}
