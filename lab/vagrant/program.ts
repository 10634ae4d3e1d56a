import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { EvenkeelError } from '../../engine/errors/error.ts'
import { outlasting } from '../attached.ts'
import { runProgram, statusOf } from '../command.ts'
import type { LabPlace } from '../place.ts'
import { vagrantFailure } from './failure.ts'
import { failureIn, type MachineLine, readMachineLine, textOf } from './machine-readable.ts'
import { projectFolder } from './project.ts'

/** Throws `lab` if there is no Vagrant on this machine. */
export async function requireVagrant(): Promise<void> {
  await runProgram('vagrant', ['--version']).catch((cause: unknown) => {
    throw new EvenkeelError('lab', 'Cannot boot a lab in Vagrant: this machine has no program "vagrant" that runs', {
      cause,
      hint: 'Install Vagrant and one of its providers: https://developer.hashicorp.com/vagrant/install\nOn Debian 12, root can boot a lab without it: --provider uml or nspawn.',
    })
  })
}

export interface VagrantOptions {
  /** Gets each line for people when it is printed. */
  readonly said?: (line: string) => void
  readonly environment?: NodeJS.ProcessEnv
}

/**
 * Runs a command of Vagrant in the lab's project, and returns what it printed. Throws `lab` with Vagrant's own words if
 * the command fails.
 */
export async function runVagrant(
  place: LabPlace,
  words: readonly string[],
  { said = () => {}, environment = {} }: VagrantOptions = {},
): Promise<MachineLine[]> {
  const child = spawn('vagrant', [...words, '--machine-readable'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...environmentOf(place), ...environment },
  })
  const lines: MachineLine[] = []
  createInterface({ input: child.stdout }).on('line', (printed) => {
    const line = readMachineLine(printed)
    if (line === undefined) return
    lines.push(line)
    for (const one of textOf(line)) said(one)
  })
  const errors = text(child.stderr)
  const status = await outlasting(child, () => statusOf(child, 'vagrant'))
  if (status === 0) return lines
  const why = failureIn(lines) ?? (await errors)
  throw vagrantFailure(['vagrant', ...words].join(' '), status, why, waysOut(place, words[0] === 'destroy'))
}

function waysOut({ inventory }: LabPlace, isGoingDown: boolean): string {
  const down = `evenkeel lab down -i ${inventory}`
  if (isGoingDown) return `To try again: ${down}`
  return `To go on: evenkeel lab up -i ${inventory}\nTo delete what has been made: ${down}`
}

/** The output of a command that has no machine-readable form. */
export async function vagrantText(place: LabPlace, words: readonly string[]): Promise<string> {
  return runProgram('vagrant', words, { environment: environmentOf(place) })
}

/** The user's own variables may name another project. */
function environmentOf(place: LabPlace): NodeJS.ProcessEnv {
  return { VAGRANT_CWD: projectFolder(place), VAGRANT_VAGRANTFILE: undefined, VAGRANT_DOTFILE_PATH: undefined }
}
