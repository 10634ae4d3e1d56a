import { z } from 'zod'
import { sh } from '../shell.ts'
import { absolutePath, account, presence } from './fields/text.ts'
import { asideNotes } from './preview/aside-notes.ts'
import { makeResource, type Placement, type Resource, type ResourceType } from './resource.ts'

const spec = z.strictObject({
  name: account.describe('Login name.'),
  state: presence.default('present').describe('Whether the account is to exist.'),
  system: z
    .boolean()
    .default(false)
    .describe(
      'Whether it is an account for a service, without a home directory; only used when the account is created.',
    ),
  home: absolutePath.optional().describe('Home directory; created with the account unless system is true.'),
  shell: absolutePath.optional().describe('Login shell, such as /usr/sbin/nologin.'),
  groups: z
    .array(account)
    .transform((groups) => [...new Set(groups)].sort())
    .optional()
    .describe('All groups of the account besides its own group.'),
})

export type UserInput = z.input<typeof spec>
export type UserSpec = z.output<typeof spec>

/** Holds only the keys that the spec has. */
export type UserState = {
  readonly home?: string
  readonly shell?: string
  readonly groups?: readonly string[]
}

export const userType: ResourceType<UserInput, UserSpec, UserState> = {
  kind: 'user',
  summary:
    'An account with its home, shell and groups. Undo removes it; a home that was created with it is moved aside if it ' +
    'has changed since.',
  spec,
  name: ({ name }) => name,
  desired: (spec) => (spec.state === 'absent' ? null : desiredOf(spec)),
  probe: ({ name }) => sh`read_user ${name}`,
  parse(output, spec) {
    const value = (word: string) => output.match(new RegExp(`^${word} (.*)$`, 'm'))?.[1] ?? ''
    if (output.trim() === 'absent') return { state: null }
    const groups = value('groups').split(' ').filter(Boolean).sort()
    return { state: describedKeys(spec, { home: value('home'), shell: value('shell'), groups }) }
  },
  removalPreview: ({ name }) => sh`preview_user_removal ${name}`,
  notes: (_spec, preview) => asideNotes(preview),
  converge(spec, _from, to) {
    if (to === null) return [sh`remove_user ${spec.name}`]
    const kind = spec.system ? 'system' : 'person'
    return [sh`put_user ${spec.name} ${kind} ${optionsOf(to)}`]
  },
}

function desiredOf({ home, shell, groups }: UserSpec): UserState {
  return {
    ...(home === undefined ? {} : { home }),
    ...(shell === undefined ? {} : { shell }),
    ...(groups === undefined ? {} : { groups }),
  }
}

function describedKeys(spec: UserSpec, read: Required<UserState>): UserState {
  return {
    ...(spec.home === undefined ? {} : { home: read.home }),
    ...(spec.shell === undefined ? {} : { shell: read.shell }),
    ...(spec.groups === undefined ? {} : { groups: read.groups }),
  }
}

/** Options of both useradd and usermod. */
function optionsOf({ home, shell, groups }: UserState): readonly string[] {
  return [
    ...(home === undefined ? [] : ['-d', home]),
    ...(shell === undefined ? [] : ['-s', shell]),
    ...(groups === undefined ? [] : ['-G', groups.join(',')]),
  ]
}

export const user = (input: UserInput, placement?: Placement): Resource => makeResource(userType, input, placement)
