import { fileURLToPath } from 'node:url'
import { quote } from '../../../engine/shell.ts'
import { type FittingProvider, providerFor } from '../../../lab/fitting.ts'
import { exitCode } from '../../exit-codes.ts'
import type { Next } from '../../init/answers.ts'
import type { Io } from '../../io.ts'
import type { CommandLine, RunCommand } from '../../parse/command.ts'
import { noFlags } from '../../parse/flags.ts'
import { confirm, isInteractive } from '../../view/questions.ts'

export interface Place {
  readonly playbook: string
  readonly inventory: string
  /** Some host balances in its kernel. */
  readonly needsIpvs: boolean
}

/** The commands that init can go on with; tests give others. */
export interface FollowingCommands {
  readonly plan: RunCommand
  readonly apply: RunCommand
  readonly lab: RunCommand
  provider(inventory: string, needsIpvs: boolean): Promise<FittingProvider>
}

async function commands(): Promise<FollowingCommands> {
  const [{ planCommand }, { applyCommand }, { labCommand }] = await Promise.all([
    import('../plan.ts'),
    import('../apply.ts'),
    import('../lab.ts'),
  ])
  return { plan: planCommand, apply: applyCommand, lab: labCommand, provider: providerFor }
}

/** Plans, applies or rehearses the written files. Returns the exit code of the last command. */
export async function goOn(
  next: Exclude<Next, 'nothing'>,
  place: Place,
  line: CommandLine,
  io: Io,
  following?: FollowingCommands,
): Promise<number> {
  const { plan, apply, lab, provider } = following ?? (await commands())
  const onFiles = lineFor(place, line)
  if (next === 'apply') return apply(onFiles, io)
  if (next === 'lab') return rehearse(place, { lab, provider }, line, io)
  const code = await plan(onFiles, io)
  if (code !== exitCode('done') || !isInteractive(io) || !(await confirm(io, 'Apply it now?'))) return code
  return apply(onFiles, io)
}

/** The command line that a person would write, with the flags that init got. */
function lineFor({ playbook, inventory }: Place, { flags }: CommandLine): CommandLine {
  return { positionals: [playbook], tail: [], flags: { ...flags, inventory } }
}

const MAIN = fileURLToPath(new URL(`../../main.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url))

/** Boots the hosts in the lab, and applies and verifies there. The lab stays up for the operator to try things. */
async function rehearse(
  { playbook, inventory, needsIpvs }: Place,
  { lab, provider }: Pick<FollowingCommands, 'lab' | 'provider'>,
  line: CommandLine,
  io: Io,
): Promise<number> {
  const { identity, json } = line.flags
  const own = [...(identity === undefined ? [] : ['--identity', identity])]
  const inLab = (command: string, ...more: readonly string[]): CommandLine => ({
    positionals: ['exec'],
    tail: [process.execPath, MAIN, command, playbook, '-i', inventory, ...own, ...more],
    flags: { ...noFlags(), inventory },
  })
  const { name, why } = await provider(inventory, needsIpvs)
  io.stderr.write(`Rehearsing in a lab with --provider ${name}: ${why}.\n`)
  const flags = { ...noFlags(), inventory, labProvider: name, json }
  const up = await lab({ positionals: ['up'], tail: [], flags }, io)
  if (up !== exitCode('done')) return up
  const applied = await lab(inLab('apply', '--yes'), io)
  const verified = applied === exitCode('done') ? await lab(inLab('verify'), io) : applied
  io.stderr.write(`The lab stays up. To take it down: evenkeel lab down -i ${quote(inventory)}\n`)
  return verified
}
