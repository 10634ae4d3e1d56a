import { quote } from '../../engine/shell.ts'

/** The line that takes a mixed run back on all hosts. */
export function wayBack(run: string, inventory: string): string {
  return `the way back: evenkeel rollback ${quote(run)} -i ${quote(inventory)}`
}

/** The line that repeats a mixed run on all hosts. `subject` is the playbook's path, or the run to roll back. */
export function wayForward(command: 'apply' | 'rollback' | 'remove', subject: string, inventory: string): string {
  return `the way forward: evenkeel ${command} ${quote(subject)} -i ${quote(inventory)}`
}
