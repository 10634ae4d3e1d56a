import { z } from 'zod'
import { notALine } from '../errors/legacy-values.ts'
import { Secret, Text } from '../secrets.ts'
import { sh } from '../shell.ts'
import { oneLine } from './fields/text.ts'
import { makeResource, type Placement, type Resource, type ResourceType } from './resource.ts'

const script = z
  .string({
    error: ({ input }) =>
      input instanceof Secret || input instanceof Text
        ? 'must be text; a secret cannot be part of a command: put it into a file that the command reads'
        : undefined,
  })
  .regex(/\S/, 'must not be empty')
  .refine((text) => !text.includes('\0'), 'must not hold a NUL')

/** Seconds. */
const A_DAY = 86_400

const spec = z.strictObject(
  {
    run: script.describe(
      'Shell code to run, by sh -e, as root, in /, with HOME=/root, LC_ALL=C, the standard PATH and umask 022.',
    ),
    unless: script.describe(
      'Shell code that changes nothing: if it exits with 0, the work is done already and nothing runs. It runs as run does, over ssh and at boot alike.',
    ),
    undo: script
      .optional()
      .describe('Shell code that takes the command back. Without it the command cannot be undone.'),
    timeout: z
      .number()
      .int()
      .min(1)
      .max(A_DAY)
      .optional()
      .describe(
        'Timeout of run and of undo, in seconds: afterwards the command is ended and has failed. Default: 300.',
      ),
    name: oneLine.optional().describe('Name in the plan. Default: the first line of run.'),
  },
  { error: notALine('{ run: …, unless: … }, with a test in unless that it is done') },
)

export type CommandInput = z.input<typeof spec>
export type CommandSpec = z.output<typeof spec>
export type CommandState = { readonly done: true }

export const commandType: ResourceType<CommandInput, CommandSpec, CommandState> = {
  kind: 'command',
  summary: 'A shell command of your own, with a test that it is done and a command that takes it back.',
  spec,
  name: ({ name, run }) => name ?? run.trim().split('\n')[0]?.trim() ?? '',
  desired: () => ({ done: true }),
  probe: ({ unless }) => sh`read_command ${unless}`,
  parse: (output) => ({ state: output.trim() === 'done' ? { done: true } : null }),
  stateLines: (_state, { run }) => run.trimEnd().split('\n'),
  converge({ run, unless, undo }, from, to) {
    if (to !== null) return [sh`run_command ${run}`]
    if (undo === undefined) return [sh`echo 'there is no undo for this command: what it did stays'`]
    // The command was not done before. A package may have done the same since: only then there is something to undo.
    return [from === null ? sh`undo_command_if_done ${unless} ${undo}` : sh`run_command ${undo}`]
  },
  timeout: ({ timeout }) => timeout,
  irreversible: (_from, _to, { undo }) => (undo === undefined ? 'the command has no undo' : undefined),
}

export const command = (input: CommandInput, placement?: Placement): Resource =>
  makeResource(commandType, input, placement)
