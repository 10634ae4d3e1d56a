import { quote } from '../../engine/shell.ts'

/** Out of a run that some hosts keep and others have taken back: all of them as before it. */
export function wayBack(run: string, inventory: string): string {
  return `the way back: evenkeel rollback ${quote(run)} -i ${quote(inventory)}`
}

/** And all of them as it meant. `what` is the playbook's path, or the run that was to be taken back. */
export function wayForward(command: 'apply' | 'rollback' | 'remove', what: string, inventory: string): string {
  return `the way forward: evenkeel ${command} ${quote(what)} -i ${quote(inventory)}`
}

const WITHOUT_INVENTORY =
  /evenkeel (?:history|unlock unknown|(?:resume|unlock|rollback) \d{8}-\d{6}-[a-z0-9]{4})(?! -i)\b/g

/** The engine names commands without the inventory, which it does not know. */
export function withInventory(words: string, inventory: string | undefined): string {
  if (inventory === undefined) return words
  return words.replace(WITHOUT_INVENTORY, (command) => `${command} -i ${quote(inventory)}`)
}
