import type { RunCommand } from '../../engine/journal/header.ts'
import { quote } from '../../engine/shell.ts'

/** The line that takes a mixed run back on all hosts. */
export function wayBack(run: string, inventory: string): string {
  return `the way back: evenkeel rollback ${quote(run)} -i ${quote(inventory)}`
}

/** The line that repeats a mixed run on all hosts. `words` are those after the command, such as the playbook's path. */
export function wayForward(command: RunCommand, words: readonly string[], inventory: string): string {
  return `the way forward: evenkeel ${[command, ...words.map(quote)].join(' ')} -i ${quote(inventory)}`
}
