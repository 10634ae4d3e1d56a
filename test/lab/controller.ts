import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { RunEvent } from '../../engine/events.ts'
import { inLab } from '../../lab/lab.ts'
import { labPlace } from '../../lab/place.ts'
import { uml } from '../../lab/uml/uml.ts'
import type { Answer } from './cluster.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** Milliseconds to wait for an event on a busy machine. */
const TIMEOUT = 240_000

type EventOf<Type extends RunEvent['type']> = Extract<RunEvent, { type: Type }>

/** One process of evenkeel in the lab, which a test may end at any of its events. */
export class Controller {
  readonly ended: Promise<Answer>
  readonly #child: ChildProcess
  readonly #events: RunEvent[] = []
  readonly #listeners = new Set<() => void>()
  #hasEnded = false
  #output = ''
  #errors = ''

  /** Runs `evenkeel WORDS --json -i INVENTORY`; with another `home` it has nothing of other controllers. */
  constructor(inventory: string, words: readonly string[], home = process.env.HOME ?? '/root') {
    const command = ['env', `HOME=${home}`, 'bin/evenkeel', ...words, '--json', '-i', inventory]
    // Each of these programs calls exec, so that the child process is evenkeel itself.
    const [program = '', ...parameters] = inLab(uml, labPlace(inventory), command)
    const child = spawn(program, parameters, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] })
    this.#child = child
    child.stderr.on('data', (chunk: Buffer) => {
      this.#errors += chunk
    })
    createInterface({ input: child.stdout }).on('line', (line) => this.#take(line))
    this.ended = new Promise((resolve) => {
      child.on('close', (code) => {
        resolve({ status: code ?? 255, stdout: this.#output, stderr: this.#errors })
        this.#hasEnded = true
        this.#wake()
      })
    })
  }

  /** Waits for the first event of this type for which `holds` is true. Throws if evenkeel ends without one. */
  async until<Type extends RunEvent['type']>(
    type: Type,
    holds: (event: EventOf<Type>) => boolean = () => true,
  ): Promise<EventOf<Type>> {
    for (const deadline = Date.now() + TIMEOUT; ; await this.#change(deadline)) {
      const event = this.#events.find((one): one is EventOf<Type> => one.type === type && holds(one as EventOf<Type>))
      if (event !== undefined) return event
      if (this.#hasEnded || Date.now() > deadline)
        throw new Error(`evenkeel emitted no such ${type}:\n${this.#output}${this.#errors}`)
    }
  }

  /** Waits until a forward step is done on a host; `number` counts from 1. */
  async untilDone(host: string, number: number): Promise<void> {
    await this.until('step-done', (event) => event.host === host && isForward(event, number))
  }

  async untilStarted(host: string, number: number): Promise<void> {
    await this.until('step-started', (event) => event.host === host && isForward(event, number))
  }

  /** Waits until the run has begun. Returns its id. */
  async run(): Promise<string> {
    return (await this.until('run-started')).run
  }

  interrupt(): void {
    this.#child.kill('SIGINT')
  }

  /** Kills the process. Returns the time in seconds since 1970. */
  async kill(): Promise<number> {
    if (!this.#child.kill('SIGKILL')) throw new Error(`evenkeel had ended:\n${this.#output}${this.#errors}`)
    const killed = Date.now() / 1000
    await this.ended
    return killed
  }

  #take(line: string): void {
    this.#output += `${line}\n`
    this.#events.push(JSON.parse(line) as RunEvent)
    this.#wake()
  }

  #wake(): void {
    for (const listener of this.#listeners) listener()
  }

  async #change(deadline: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    const timer = setTimeout(resolve, deadline - Date.now())
    this.#listeners.add(resolve)
    await promise
    this.#listeners.delete(resolve)
    clearTimeout(timer)
  }
}

function isForward({ step }: EventOf<'step-done' | 'step-started'>, number: number): boolean {
  return step.direction === 'forward' && step.number === number
}
