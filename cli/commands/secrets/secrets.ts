import { EvenkeelError } from '../../../engine/errors/error.ts'
import { suggestion } from '../../../engine/errors/nearest.ts'
import type { Io } from '../../io.ts'
import type { CommandLine, RunCommand } from '../../parse/command.ts'
import { FLAGS, type FlagName, type Flags } from '../../parse/flags.ts'

const ACTIONS: Readonly<Record<string, () => Promise<RunCommand>>> = {
  init: async () => (await import('./init.ts')).initSecrets,
  edit: async () => (await import('./edit.ts')).editSecrets,
  set: async () => (await import('./set.ts')).setSecret,
  get: async () => (await import('./get.ts')).getSecret,
  list: async () => (await import('./list.ts')).listSecrets,
  rekey: async () => (await import('./rekey.ts')).rekeySecrets,
}

/** The actions that take the name of a secret. */
const WITH_NAME = ['set', 'get']

/** The flags that only some actions take. */
const ONLY: Readonly<Partial<Record<FlagName, readonly string[]>>> = {
  identity: ['init', 'edit', 'set', 'get', 'rekey'],
  recipient: ['init', 'rekey'],
  removeRecipient: ['rekey'],
  passphrase: ['init', 'rekey'],
  yes: ['edit', 'rekey'],
  json: ['get', 'list'],
}

/** Encrypted secrets beside the inventory. */
export async function secretsCommand(line: CommandLine, io: Io): Promise<number> {
  const [name = '', ...words] = line.positionals
  const load = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined
  if (load === undefined) throw usage(`secrets has no "${name}"`, suggestion(name, Object.keys(ACTIONS)))
  const expected = WITH_NAME.includes(name) ? 1 : 0
  if (words.length < expected) throw usage(`${name} needs the name of a secret`)
  if (words.length > expected) throw surplus(name)
  refuseForeignFlags(name, line.flags)
  const action = await load()
  return await action({ ...line, positionals: words }, io)
}

function refuseForeignFlags(name: string, flags: Flags): void {
  for (const [flag, actions] of Object.entries(ONLY) as [FlagName, readonly string[]][]) {
    const given = flags[flag]
    const isGiven = Array.isArray(given) ? given.length > 0 : Boolean(given)
    if (isGiven && !actions.includes(name)) throw usage(`${name} does not take --${FLAGS[flag].long}`)
  }
}

/** Does not repeat the word: it may be the secret. */
function surplus(name: string): EvenkeelError {
  if (name !== 'set') return usage(`${name} takes no further word`)
  const hint = 'evenkeel secrets set NAME asks for the value, or reads it from standard input.'
  return usage('set takes no value on the command line, where everybody on this machine could read it', hint)
}

function usage(why: string, hint = 'evenkeel secrets init|edit|set|get|list|rekey [NAME] -i INVENTORY'): EvenkeelError {
  return new EvenkeelError('usage', `Cannot run the secrets command: ${why}`, { hint })
}
