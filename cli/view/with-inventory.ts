import { quote } from '../../engine/shell.ts'

const WITHOUT_INVENTORY =
  /evenkeel (?:history|unlock unknown|secrets (?:rekey|set \S+)|(?:resume|unlock|rollback) \d{8}-\d{6}-[a-z0-9]{4})(?! -i)\b/g

/** Adds the inventory to the commands in a text: the engine does not have its path. */
export function withInventory(message: string, inventory: string | undefined): string {
  if (inventory === undefined) return message
  return message.replace(WITHOUT_INVENTORY, (command) => `${command} -i ${quote(inventory)}`)
}
