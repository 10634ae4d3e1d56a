import { spawn } from 'node:child_process'
import type { Controller } from '../../engine/controller.ts'
import type { DescribedPairs } from '../../engine/databases/described-pairs.ts'
import type { DatabasePair } from '../../engine/databases/pair.ts'
import { EvenkeelError } from '../../engine/errors/error.ts'
import type { RunEvent } from '../../engine/events.ts'
import type { CommandOptions, CommandResult, Connection } from '../../engine/host/connection.ts'
import { WRITER_PATHS } from '../../roles/mysql/writer/paths.ts'
import { addressOf, VIP } from './network.ts'
import type { Pair } from './pair.ts'

/** The part of a pair that commands need. */
export type Hosts = Pick<Pair, 'engine' | 'host' | 'network'>

/** What the pair's hosts are to commands of evenkeel: `db1`, `db2`, and the hub as `client1`. */
export function describedPair(pair: Pick<Hosts, 'engine'>, more: Partial<DatabasePair> = {}): DescribedPairs {
  const target = (name: string) => ({ name, address: '127.0.0.1' })
  const described: DatabasePair = {
    engine: pair.engine,
    hosts: [
      { name: 'db1', address: addressOf(0) },
      { name: 'db2', address: addressOf(1) },
    ],
    vip: VIP,
    port: 3306,
    answerPort: 3380,
    semisync: false,
    tls: false,
    unit: `${pair.engine}.service`,
    paths: { ...WRITER_PATHS, writer: WRITER_PATHS.program },
    ...more,
  }
  return {
    playbook: 'pair.yml',
    targets: [target('db1'), target('db2')],
    clients: [target('client1')],
    pairs: () => [described],
  }
}

/** A controller that reaches the hosts of a pair without ssh. */
export function controllerOf(pair: Hosts, events: RunEvent[] = [], stop?: AbortSignal): Controller {
  const words: Readonly<Record<string, readonly string[]>> = {
    db1: pair.host(0).enter,
    db2: pair.host(1).enter,
    client1: [
      'ip',
      'netns',
      'exec',
      pair.network.hub,
      'env',
      '-i',
      `PATH=${process.env.PATH}`,
      `EVENKEEL_HOME=${HUB_HOME}`,
    ],
  }
  return {
    connect: async ({ name }) => {
      const enter = words[name]
      if (enter === undefined) throw new EvenkeelError('unreachable', `${name} is not there`)
      return connectionTo(name, enter)
    },
    forks: 10,
    emit: (event) => events.push(event),
    stop,
    operator: 'tester@here',
  }
}

/** The hub is this machine: evenkeel must not look at its own records here. */
const HUB_HOME = `/tmp/evenkeel-hub-${process.pid}`

function connectionTo(host: string, enter: readonly string[]): Connection {
  let commands = 0
  const run = (words: readonly string[], options: CommandOptions) => {
    commands += 1
    return execute([...enter, ...words], options)
  }
  return {
    host,
    get commands() {
      return commands
    },
    script: (script, options = {}) => run(['sh', '-c', 'eval "$(cat)"'], { ...options, input: once(script) }),
    command: ({ script }, options = {}) => run(['sh', '-c', script], options),
    close() {},
  }
}

async function* once(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text)
}

async function execute([program = '', ...words]: readonly string[], options: CommandOptions): Promise<CommandResult> {
  const child = spawn(program, words, { stdio: ['pipe', 'pipe', 'pipe'] })
  const stdout: Buffer[] = []
  const stderr: Buffer[] = []
  let pending = ''
  child.stdout.on('data', (chunk: Buffer) => {
    if (options.onLine === undefined) return stdout.push(chunk)
    const lines = (pending + chunk.toString('latin1')).split('\n')
    pending = lines.pop() ?? ''
    for (const line of lines) options.onLine(line)
  })
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk))
  child.stdin.on('error', () => {})
  const ended = new Promise<number | undefined>((resolve) =>
    child.on('close', (status) => resolve(status ?? undefined)),
  )
  for await (const chunk of options.input ?? []) child.stdin.write(chunk)
  child.stdin.end()
  const status = await ended
  return {
    status,
    stdout: Buffer.concat(stdout).toString('latin1'),
    stderr: `${Buffer.concat(stderr)}`,
    truncated: false,
  }
}
