import { EvenkeelError } from '../../engine/errors/error.ts'
import { quote } from '../../engine/shell.ts'
import { limitPattern } from '../../inventory/limit.ts'
import { loadInventory } from '../../inventory/load.ts'
import { matchHosts } from '../../inventory/patterns.ts'
import { type HostStatus, labDown, labExec, labSsh, labStatus, labUp } from '../../lab/lab.ts'
import type { LabEvent } from '../../lab/progress.ts'
import { exitCode } from '../exit-codes.ts'
import type { Io } from '../io.ts'
import type { CommandLine } from '../parse/command.ts'
import { printJson } from '../view/json.ts'

type Action = (line: CommandLine, io: Io) => Promise<number>

const ACTIONS: Readonly<Record<string, Action>> = { up, status, exec, ssh, down }

/** Boots the hosts of an inventory, runs commands in their network, takes them down. */
export async function labCommand(line: CommandLine, io: Io): Promise<number> {
  const [name = ''] = line.positionals
  const action = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined
  if (action === undefined) throw usage(`lab has no "${name}", one of ${Object.keys(ACTIONS).join(', ')} is needed`)
  return action(line, io)
}

async function up(line: CommandLine, io: Io): Promise<number> {
  refuseFurtherWords(line)
  const { inventory: path = '', limit = 'all', json } = line.flags
  const inventory = await loadInventory(path)
  const only = matchHosts(inventory, await limitPattern(limit))
  await labUp(inventory, {
    only,
    progress: (event) => (json ? printJson(io.stdout, event) : void io.stderr.write(`${lineOf(event)}\n`)),
  })
  io.stderr.write(`The lab is up. Inside it: evenkeel lab exec -i ${quote(path)} -- COMMAND\n`)
  return exitCode('done')
}

async function down(line: CommandLine, io: Io): Promise<number> {
  refuseFurtherWords(line)
  await labDown(line.flags.inventory ?? '')
  io.stderr.write('The lab is down, and everything that it made is deleted, images aside.\n')
  return exitCode('done')
}

async function status(line: CommandLine, io: Io): Promise<number> {
  refuseFurtherWords(line)
  const hosts = await labStatus(line.flags.inventory ?? '')
  if (line.flags.json) printJson(io.stdout, hosts)
  const people = line.flags.json ? io.stderr : io.stdout
  people.write(statusTable(hosts))
  return exitCode('done')
}

async function exec({ positionals, tail, flags }: CommandLine): Promise<number> {
  const command = [...positionals.slice(1), ...tail]
  if (command.length === 0) throw usage('exec needs a command')
  return labExec(flags.inventory ?? '', command)
}

async function ssh({ positionals: [, host], tail, flags }: CommandLine): Promise<number> {
  if (host === undefined) throw usage('ssh needs a host')
  return labSsh(flags.inventory ?? '', host, tail)
}

function statusTable(hosts: readonly HostStatus[]): string {
  const heading = ['HOST', 'ROLE', 'STATE', 'PID', 'MEMORY', 'ADDRESSES']
  const rows = hosts.map((host) => [
    host.host,
    host.role,
    stateOf(host),
    String(host.pid ?? '-'),
    `${Math.round(host.resident / 2 ** 20)}/${host.memory} MB`,
    host.addresses.join(' '),
  ])
  const widths = heading.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => (row[column] ?? '').length)),
  )
  return [heading, ...rows]
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
    .concat('\n')
}

function stateOf({ pid, answers }: HostStatus): string {
  if (pid === undefined) return 'off'
  return answers ? 'answers' : 'silent'
}

function lineOf(event: LabEvent): string {
  if (event.type === 'booting') return `${event.host}: booting`
  if (event.type === 'answers') return `${event.host}: answers after ${(event.milliseconds / 1000).toFixed(1)} s`
  return event.message
}

function refuseFurtherWords({ positionals: [name, ...words], tail }: CommandLine): void {
  const [unexpected] = [...words, ...tail]
  if (unexpected !== undefined) throw usage(`${name} takes no further word, "${unexpected}" is one too many`)
}

function usage(why: string): EvenkeelError {
  return new EvenkeelError('usage', `Cannot run the lab command: ${why}`, {
    hint: 'evenkeel lab up|status|exec|ssh|down [HOST] -i INVENTORY [-- COMMAND]',
  })
}
