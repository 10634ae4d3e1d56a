import type { Answers, Group } from '../answers.ts'
import { modeline } from '../modeline.ts'
import { comment, indented, item, type Line, lines, scalar } from './text.ts'

export interface PlaybookText {
  /** Sentences for the head of the file. */
  readonly about: string
  /** Shown in plans and histories. */
  readonly name: string
  /** `key: value # comment` lines. */
  readonly vars: readonly Line[]
  readonly plays: readonly (readonly string[])[]
}

/** The text of a playbook. */
export function playbookText({ about, name, vars, plays }: PlaybookText, topology: string): string {
  return lines(
    modeline('playbook'),
    comment(`${about} Made by evenkeel init from the topology ${topology}: keep it in git and edit it.`),
    comment(
      'evenkeel roles NAME lists all keys of a role; evenkeel plan shows what a change would do, before it is made.',
    ),
    `name: ${scalar(name)}`,
    'vars:',
    indented(1, lines(...vars)),
    'plays:',
    ...plays.map((play) => indented(1, play)),
    '',
  ).join('\n')
}

export interface PlayText {
  readonly name: string
  readonly hosts: Group
  /** The reason to change one host after the other, if it is not to keep the service up. */
  readonly serial?: string | undefined
  /** False where there is only one host. */
  readonly oneByOne?: boolean
  /** Roles, each as lines of an item. */
  readonly roles: readonly (readonly string[])[]
  /** Lines of `tasks:`. */
  readonly tasks?: readonly string[]
}

/** A play, as an item of the list. The role firewall comes first: it opens what the others need. */
export function play({ name, hosts, serial, oneByOne = true, roles, tasks = [] }: PlayText, answers: Answers) {
  const all = answers.firewall ? [FIREWALL, ...roles] : roles
  return item(
    lines(
      `name: ${name}`,
      `hosts: ${hosts}`,
      oneByOne && `serial: 1 # ${serial ?? 'one host after the other: the others answer meanwhile'}`,
      'roles:',
      ...all.map((role) => indented(1, role)),
      ...(tasks.length === 0
        ? []
        : ['# In place of an application: remove these tasks when yours is there.', 'tasks:']),
      indented(1, tasks),
    ),
  )
}

const FIREWALL = lines(
  '- role: firewall # opens what the roles below need, in firewalld or nftables, and nothing else (rule 51)',
)

/** A role with its vars. `remarks` are comment lines above it. */
export function role(name: string, vars: readonly string[], ...remarks: readonly string[]): readonly string[] {
  return lines(
    ...remarks.map((remark) => comment(remark)),
    `- role: ${name}`,
    ...(vars.length === 0 ? [] : ['  vars:']),
    indented(2, vars),
  )
}
