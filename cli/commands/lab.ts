import { EvenkeelError } from '../../engine/errors/error.ts'
import { loadInventory } from '../../inventory/load.ts'
import { type HostStatus, labDown, labExec, labSsh, labStatus, labUp } from '../../lab/lab.ts'
import type { LabEvent } from '../../lab/progress.ts'
import type { CommandLine } from '../command.ts'

const USAGE = 'evenkeel lab up|status|exec|ssh|down -i INVENTORY [HOST] [-- COMMAND]'

interface Call {
  readonly inventory: string
  readonly words: readonly string[]
  readonly json: boolean
}

const ACTIONS: Readonly<Record<string, (call: Call) => Promise<number>>> = { up, status, exec, ssh, down }

/** Boots the inventory's hosts, works inside them, and takes them away; throws `usage` and what the lab throws. */
export async function run({ positionals, tail, flags }: CommandLine): Promise<number> {
  const [name = '', ...words] = positionals
  const action = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined
  if (action === undefined) throw usage(`"${name}" is none of the lab's commands`)
  return action({ inventory: flags.inventory ?? '', words: [...words, ...tail], json: flags.json })
}

async function up({ inventory, words, json }: Call): Promise<number> {
  refuseWords(words)
  await labUp(await loadInventory(inventory), json ? printEvent : printLine)
  if (!json) process.stderr.write(`the lab is up: evenkeel lab exec -i ${inventory} -- COMMAND\n`)
  return 0
}

async function down({ inventory, words }: Call): Promise<number> {
  refuseWords(words)
  await labDown(inventory)
  return 0
}

async function status({ inventory, words, json }: Call): Promise<number> {
  refuseWords(words)
  const hosts = await labStatus(inventory)
  process.stdout.write(json ? `${JSON.stringify(hosts)}\n` : statusTable(hosts))
  return 0
}

async function exec({ inventory, words }: Call): Promise<number> {
  if (words.length === 0) throw usage('exec says no command')
  return labExec(inventory, words)
}

async function ssh({ inventory, words }: Call): Promise<number> {
  const [host, ...command] = words
  if (host === undefined) throw usage('ssh names no host')
  return labSsh(inventory, host, command)
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

function printEvent(event: LabEvent): void {
  process.stdout.write(`${JSON.stringify(event)}\n`)
}

function printLine(event: LabEvent): void {
  process.stderr.write(`${lineOf(event)}\n`)
}

function lineOf(event: LabEvent): string {
  if (event.type === 'booting') return `${event.host}: booting`
  if (event.type === 'answers') return `${event.host}: answers after ${(event.milliseconds / 1000).toFixed(1)} s`
  return event.message
}

function refuseWords(words: readonly string[]): void {
  if (words.length > 0) throw usage(`"${words.join(' ')}" is too much`)
}

function usage(why: string): EvenkeelError {
  return new EvenkeelError('usage', `Cannot understand the command: ${why}`, { hint: USAGE })
}
