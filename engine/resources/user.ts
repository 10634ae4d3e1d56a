import { z } from 'zod'
import { sh } from '../shell.ts'
import { absolutePath, account, presence } from './fields/text.ts'
import { makeResource, type Placement, type Resource, type ResourceType } from './resource.ts'

const spec = z.strictObject({
  name: account.describe('The name to log in with.'),
  state: presence.default('present').describe('Whether the account is to be there.'),
  system: z
    .boolean()
    .default(false)
    .describe('An account for a service, without a home of its own; counts when it is made.'),
  home: absolutePath.optional().describe('Home directory; made with the account unless it is one of a service.'),
  shell: absolutePath.optional().describe('Login shell, such as /usr/sbin/nologin.'),
  groups: z
    .array(account)
    .transform((groups) => [...new Set(groups)].sort())
    .optional()
    .describe('Exactly the groups that it is in besides its own.'),
})

export type UserInput = z.input<typeof spec>
export type UserSpec = z.output<typeof spec>

/** Only what is described; the rest is nobody's business here. */
export type UserState = {
  readonly home?: string
  readonly shell?: string
  readonly groups?: readonly string[]
}

export const userType: ResourceType<UserInput, UserSpec, UserState> = {
  kind: 'user',
  summary: 'An account with its home, shell and groups. Going back removes it, and its home if it was made with it.',
  spec,
  name: ({ name }) => name,
  desired: (spec) => (spec.state === 'absent' ? null : describedOf(spec)),
  probe: ({ name }) => sh`read_user ${name}`,
  parse(output, spec) {
    const value = (word: string) => output.match(new RegExp(`^${word} (.*)$`, 'm'))?.[1] ?? ''
    if (output.trim() === 'absent') return { state: null }
    const groups = value('groups').split(' ').filter(Boolean).sort()
    return { state: only(spec, { home: value('home'), shell: value('shell'), groups }) }
  },
  converge(spec, _from, to) {
    if (to === null) return [sh`remove_user ${spec.name}`]
    const kind = spec.system ? 'system' : 'person'
    return [sh`put_user ${spec.name} ${kind} ${optionsOf(to)}`]
  },
  irreversible(from, to, { name, state }) {
    if (state !== 'absent' || from === null || to !== null) return undefined
    return `the password and the number of ${name} are not kept`
  },
}

function describedOf({ home, shell, groups }: UserSpec): UserState {
  return {
    ...(home === undefined ? {} : { home }),
    ...(shell === undefined ? {} : { shell }),
    ...(groups === undefined ? {} : { groups }),
  }
}

function only(spec: UserSpec, read: Required<UserState>): UserState {
  return {
    ...(spec.home === undefined ? {} : { home: read.home }),
    ...(spec.shell === undefined ? {} : { shell: read.shell }),
    ...(spec.groups === undefined ? {} : { groups: read.groups }),
  }
}

/** Options that useradd and usermod share. */
function optionsOf({ home, shell, groups }: UserState): readonly string[] {
  return [
    ...(home === undefined ? [] : ['-d', home]),
    ...(shell === undefined ? [] : ['-s', shell]),
    ...(groups === undefined ? [] : ['-G', groups.join(',')]),
  ]
}

export const user = (input: UserInput, placement?: Placement): Resource => makeResource(userType, input, placement)
