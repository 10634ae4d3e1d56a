import { dirname, isAbsolute } from 'node:path'
import { z } from 'zod'
import { Blob } from '../blob.ts'
import { Secret, Text } from '../secrets.ts'
import { type Sh, sh } from '../shell.ts'
import { absolutePath, account, mode, oneLine, presence } from './fields/text.ts'
import { contentLines, isPrivate } from './preview/content-lines.ts'
import { replacementNotes } from './preview/replacement-notes.ts'
import { makeResource, type Placement, type Resource, type ResourceType } from './resource.ts'

export interface FileSpec {
  readonly path: string
  /** Undefined if the file is to be absent. */
  readonly content: Blob | undefined
  readonly mode: string
  readonly owner: string
  readonly group: string
  readonly validate: string | undefined
}

export type FileState = {
  /** Four octal digits. */
  readonly mode: string
  /** A name, or a number if no account has it. */
  readonly owner: string
  readonly group: string
  readonly sha256: string
  /** Bytes. */
  readonly size: number
}

const content = z.union(
  [
    z.string(),
    z.custom<Secret | Text | Blob>(
      (value) => value instanceof Secret || value instanceof Text || value instanceof Blob,
    ),
  ],
  'must be text',
)

const described = z.strictObject({
  path: absolutePath.describe('Absolute path of the file.'),
  content: content.optional().describe('Content of the file, byte for byte.'),
  source: z
    .string()
    .min(1)
    .optional()
    .describe(
      'A file on the controller to copy, instead of content. A relative path starts at the folder of the playbook.',
    ),
  state: presence.default('present').describe('Whether the file is to exist.'),
  mode: mode.prefault('0644').describe("Permissions in octal, quoted: '0640'."),
  owner: account.default('root').describe('Name of the owning user.'),
  group: account.default('root').describe('Name of the owning group.'),
  validate: oneLine
    .optional()
    .describe(
      'A command that checks the new file before it is used. % is the path of the new file, as in `haproxy -c -f %`. ' +
        'It lies under its own name in a folder of its own, where paths relative to its folder lead nowhere. ' +
        'Without %, as in `nginx -t`, the command runs with the new file in place, and the old file is put back at once if the command fails.',
    ),
})

export type FileInput = z.input<typeof described>

const spec = described.transform((input, context): FileSpec => {
  const { path, mode, owner, group, validate } = input
  const refuse = (message: string, ...key: string[]) => context.addIssue({ code: 'custom', message, path: key, input })
  const wanted = { path, mode, owner, group, validate }
  if (input.state === 'absent') {
    if (input.content !== undefined) refuse('a file that is to be absent has no content', 'content')
    if (input.source !== undefined) refuse('a file that is to be absent has no source', 'source')
    return { ...wanted, content: undefined }
  }
  if (input.content !== undefined && input.source !== undefined) refuse('write content or source, not both', 'source')
  else if (input.content !== undefined) return { ...wanted, content: blobOf(input.content) }
  else if (input.source === undefined) refuse('content or source is needed', 'content')
  else if (!isAbsolute(input.source))
    refuse('must be an absolute path: only a playbook resolves relative ones', 'source')
  else {
    try {
      return { ...wanted, content: Blob.fromFile(input.source) }
    } catch (error) {
      refuse(`cannot be read: ${error instanceof Error ? error.message : error}`, 'source')
    }
  }
  return z.NEVER
})

function blobOf(value: z.output<typeof content>): Blob {
  return value instanceof Blob ? value : Blob.of(value)
}

export const fileType: ResourceType<FileInput, FileSpec, FileState> = {
  kind: 'file',
  summary:
    'A file with given content, mode and owner; it is replaced atomically, and only if its validator accepts it.',
  spec,
  name: ({ path }) => path,
  folder: ({ path }) => dirname(path),
  mayBring: () => false,
  desired,
  probe: ({ path }) => sh`read_file ${path}`,
  parse: (output) => ({ state: fileStateIn(output) }),
  // The journal of a run names contents that only the host has.
  preview: ({ path, content }) =>
    content === undefined || content.isHere
      ? sh`show_file ${path} ${content?.sha256 ?? 'none'} "$answered"`
      : sh`show_restored ${path} ${content.sha256} "$answered"`,
  removalPreview: ({ path }) => sh`show_file ${path} none "$answered"`,
  restorePreview: ({ path }, { sha256 }) => sh`show_restored ${path} ${sha256} "$answered"`,
  notes: (_spec, preview) => replacementNotes(preview),
  stateLines: (state, { content }, preview, display) => [
    `mode ${state.mode}, owner ${state.owner}, group ${state.group}`,
    ...contentLines(state, content, preview, display),
  ],
  redacted(state, { content }, redactDigest) {
    if (content?.secret !== true && !isPrivate(state)) return state
    const { mode, owner, group, sha256 } = state
    return { mode, owner, group, content: redactDigest(sha256) }
  },
  keep: ({ path }, { sha256 }) => [sh`keep_found ${path} ${sha256}`],
  converge(spec, _from, to) {
    const validator = validatorFor(spec, to)
    if (to === null) return [sh`remove_file ${spec.path} ${validator}`]
    const { mode, owner, group, sha256 } = to
    if (spec.content?.sha256 !== sha256 || !spec.content.isHere)
      return [sh`restore_file ${spec.path} ${sha256} ${mode} ${owner} ${group}`]
    return [sh`put_file ${spec.path} ${spec.content} ${mode} ${owner} ${group} ${validator}`]
  },
}

function desired({ content, mode, owner, group }: FileSpec): FileState | null {
  return content === undefined ? null : { mode, owner, group, sha256: content.sha256, size: content.size }
}

/** Reads what `read_file` prints: a word, mode, owner, group, digest and size, one a line. */
export function fileStateIn(output: string): FileState | null {
  const [found, mode = '', owner = '', group = '', sha256 = '', size = ''] = output.split('\n')
  if (found === 'absent') return null
  return { mode: mode.padStart(4, '0'), owner, group, sha256, size: Number(size) }
}

/**
 * When to validate, and with which command. A backup is put back without validation: a configuration that was broken
 * before the run must not block the undo.
 */
function validatorFor(spec: FileSpec, to: FileState | null): Sh {
  if (spec.validate === undefined || to?.sha256 !== spec.content?.sha256) return sh`never ''`
  const command = withCandidate(spec.validate)
  if (!hasCandidate(spec.validate)) return sh`after ${command}`
  return sh`${to === null ? 'never' : 'before'} ${command}`
}

function hasCandidate(validate: string): boolean {
  return validate.replaceAll('%%', '').includes('%')
}

/** Replaces `%` by the path of the new file as one shell word, and `%%` by a percent sign. */
function withCandidate(validate: string): string {
  return validate.replaceAll(/%%?/g, (found) => (found === '%%' ? '%' : '"$1"'))
}

/** A file on a host, from text, a {@link Blob} or a file on the controller. */
export const file = (input: FileInput, placement?: Placement): Resource => makeResource(fileType, input, placement)
