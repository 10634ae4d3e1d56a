import { spawn } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { type Contender, contendersOf } from './contenders.ts'

/** `rounds.ts ROUNDS NAME…`, in the lab: times each command once a round, so that a busy minute slows down all alike. */

const [rounds = '1', ...names] = process.argv.slice(2)
const folder = `/tmp/evenkeel-bench.${process.pid}`
const contenders = contendersOf(names, { sshConfig: process.env.EVENKEEL_SSH_CONFIG ?? '', folder })
try {
  const times = await measure(contenders, Number(rounds))
  console.log(table(contenders, times))
} finally {
  await rm(folder, { recursive: true, force: true })
}

/** Milliseconds of every round, in the contenders' order. The first round installs and warms up, and is not counted. */
async function measure(contenders: readonly Contender[], rounds: number): Promise<number[][]> {
  const times = contenders.map((): number[] => [])
  for (let round = 0; round <= rounds; round++) {
    process.stderr.write(
      round === 0 ? 'preparing the hosts; Python for Ansible takes minutes\n' : `round ${round} of ${rounds}\n`,
    )
    for (const [index, contender] of contenders.entries()) {
      if (round === 0) for (const command of contender.before ?? []) await timed(command)
      const milliseconds = await timed(contender.command(round))
      if (round > 0) times[index]?.push(milliseconds)
    }
  }
  return times
}

/** Milliseconds that a command takes. Throws with its output if it fails. */
async function timed(command: readonly string[]): Promise<number> {
  const [program = '', ...words] = command
  const started = performance.now()
  const child = spawn(program, words, { stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk))
  const status = await new Promise((resolve, reject) => child.on('close', resolve).on('error', reject))
  if (status !== 0) throw new Error(`${command.join(' ')}: status ${status}\n${output}`)
  return performance.now() - started
}

function table(contenders: readonly Contender[], times: readonly (readonly number[])[]): string {
  const rows = contenders.map(({ title }, index) => {
    const sorted = [...(times[index] ?? [])].sort((one, other) => one - other)
    const seconds = [median(sorted), sorted[0], sorted.at(-1)].map((one) => ((one ?? 0) / 1000).toFixed(2).padStart(8))
    return `${title.padEnd(62)}${seconds.join('')}${String(sorted.length).padStart(6)}`
  })
  const heading = `${'3 hosts, 12 resources each; seconds'.padEnd(62)}  median   least    most  runs`
  return [heading, ...rows].join('\n')
}

function median(sorted: readonly number[]): number {
  const middle = sorted.length / 2
  const [low = 0, high = 0] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]]
  return (low + high) / 2
}
