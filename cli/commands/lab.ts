import { EvenkeelError } from '../../engine/errors/error.ts'
import { quote } from '../../engine/shell.ts'
import { limitPattern } from '../../inventory/limit.ts'
import { loadInventory } from '../../inventory/load.ts'
import { matchHosts } from '../../inventory/patterns.ts'
import { type HostStatus, labDown, labExec, labSsh, labStatus, labUp } from '../../lab/lab.ts'
import type { LabEvent } from '../../lab/progress.ts'
import { PROVIDER_NAMES, type ProviderName } from '../../lab/provider.ts'
import { exitCode } from '../exit-codes.ts'
import type { Io } from '../io.ts'
import type { CommandLine } from '../parse/command.ts'
import { tableLines } from '../view/columns.ts'
import { printJson } from '../view/json.ts'

type Action = (line: CommandLine, io: Io) => Promise<number>

const ACTIONS: Readonly<Record<string, Action>> = { up, status, exec, ssh, down }

/** Boots the hosts of an inventory, runs commands in their network, takes them down. */
export async function labCommand(line: CommandLine, io: Io): Promise<number> {
  const [name = ''] = line.positionals
  if (name !== 'up' && line.flags.labProvider !== undefined)
    throw usage('only up takes --provider, and the lab remembers it')
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
    provider: providerOf(line),
    only,
    progress: (event) => (json ? printJson(io.stdout, event) : void io.stderr.write(`${lineOf(event)}\n`)),
  })
  io.stderr.write(`The lab is up. Inside it: evenkeel lab exec -i ${quote(path)} -- COMMAND\n`)
  return exitCode('done')
}

async function down(line: CommandLine, io: Io): Promise<number> {
  refuseFurtherWords(line)
  const { inventory = '' } = line.flags
  const said = (await labDown(inventory))
    ? 'The lab is down, and everything that it made is deleted, images and boxes aside.'
    : `This user has no lab of ${inventory}. A lab in UML is root's: sudo evenkeel lab down -i ${inventory}`
  io.stderr.write(`${said}\n`)
  return exitCode('done')
}

function providerOf({ flags: { labProvider } }: CommandLine): ProviderName | undefined {
  if (labProvider === undefined) return undefined
  const known = PROVIDER_NAMES.find((name) => name === labProvider)
  if (known === undefined)
    throw usage(`there is no provider "${labProvider}", one of ${PROVIDER_NAMES.join(', ')} is needed`)
  return known
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
  const columns = ['HOST', 'ROLE', 'STATE', 'PID', 'MEMORY', 'ADDRESSES'].map((heading) => ({ heading }))
  const cells = hosts.map((host) => [
    host.host,
    host.role,
    stateOf(host),
    String(host.pid ?? '-'),
    memoryOf(host),
    host.addresses.join(' '),
  ])
  const { heading, rows } = tableLines(columns, cells, Number.POSITIVE_INFINITY)
  return `${[heading, ...rows.flat()].join('\n')}\n`
}

function memoryOf({ resident, memory }: HostStatus): string {
  return resident === undefined ? `${memory} MB` : `${Math.round(resident / 2 ** 20)}/${memory} MB`
}

function stateOf({ isOn, answers }: HostStatus): string {
  if (!isOn) return 'off'
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
    hint: 'evenkeel lab up|status|exec|ssh|down [HOST] -i INVENTORY [--provider uml|nspawn|vagrant] [-- COMMAND]',
  })
}
