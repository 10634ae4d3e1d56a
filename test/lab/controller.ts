import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { RunEvent } from '../../engine/events.ts'
import { inLab } from '../../lab/lab.ts'
import { labPlace } from '../../lab/place.ts'
import type { Answer } from './cluster.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** Milliseconds that a busy machine gets until something is told. */
const PATIENCE = 240_000

type Told<Type extends RunEvent['type']> = Extract<RunEvent, { type: Type }>

/** One evenkeel in the lab that tells its events, and whose own process a test may end at any of them. */
export class Controller {
  readonly ended: Promise<Answer>
  readonly #child: ChildProcess
  readonly #events: RunEvent[] = []
  readonly #listeners = new Set<() => void>()
  #hasEnded = false
  #output = ''
  #errors = ''

  /** `evenkeel WORDS --json -i INVENTORY`; with a home of its own it is as good as another machine. */
  constructor(inventory: string, words: readonly string[], home = process.env.HOME ?? '/root') {
    const command = ['env', `HOME=${home}`, 'bin/evenkeel', ...words, '--json', '-i', inventory]
    // Each of these words gives its process to the next one, so that the child is evenkeel itself.
    const [program = '', ...parameters] = inLab(labPlace(inventory), command)
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

  /** The first event of this type of which it holds, told before or soon. Throws where it ends without it. */
  async until<Type extends RunEvent['type']>(
    type: Type,
    holds: (event: Told<Type>) => boolean = () => true,
  ): Promise<Told<Type>> {
    for (const deadline = Date.now() + PATIENCE; ; await this.#change(deadline)) {
      const event = this.#events.find((one): one is Told<Type> => one.type === type && holds(one as Told<Type>))
      if (event !== undefined) return event
      if (this.#hasEnded || Date.now() > deadline)
        throw new Error(`evenkeel told no such ${type}:\n${this.#output}${this.#errors}`)
    }
  }

  /** A step that goes forward is done on a host; `number` counts from 1. */
  async untilDone(host: string, number: number): Promise<void> {
    await this.until('step-done', (event) => event.host === host && isForward(event, number))
  }

  async untilStarted(host: string, number: number): Promise<void> {
    await this.until('step-started', (event) => event.host === host && isForward(event, number))
  }

  /** The run that it began. */
  async run(): Promise<string> {
    return (await this.until('run-started')).run
  }

  interrupt(): void {
    this.#child.kill('SIGINT')
  }

  /** As a crash of its machine would; gives the time, in seconds of the clock. */
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

function isForward({ step }: Told<'step-done' | 'step-started'>, number: number): boolean {
  return step.direction === 'forward' && step.number === number
}
