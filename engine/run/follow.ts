import { EvenkeelError } from '../errors/error.ts'
import type { Emit, StepName } from '../events.ts'
import { keyOf, nameOf, type Stages } from './step-names.ts'

/** How a runner came to rest, as its host told it. */
export type Rest =
  | { readonly state: 'applied' /** The stage's probes' answers (latin1). */; readonly answers: string }
  | { readonly state: 'reverted' | 'stuck' | 'committed'; readonly failure: string | undefined }
  /** The host is no longer as it was read; nothing was changed. */
  | { readonly state: 'moved'; readonly answers: string }
  /** The runner is gone without a word, or the stage never arrived whole. */
  | { readonly state: 'dead' | 'untouched' }

/** Reads the lines that `engine/target/follow.sh` prints and tells what they mean. */
export class Follower {
  readonly #host: string
  readonly #stages: Stages
  readonly #emit: Emit
  readonly #started = new Map<string, number>()
  readonly #answers: string[] = []
  #failing: { name: StepName | undefined; output: string[] } | undefined
  #failure: string | undefined
  #rest: Rest['state'] | undefined
  /** The line of the event file that comes next, counted from 1: where a second follower goes on. */
  next = 1

  constructor(host: string, stages: Stages, emit: Emit) {
    this.#host = host
    this.#stages = stages
    this.#emit = emit
  }

  /** Takes one line of standard output. */
  take(line: string): void {
    if (this.#rest === 'applied' || this.#rest === 'moved') {
      this.#answers.push(line)
      return
    }
    if (line === '.') return
    const [word = '', ...rest] = line.split(' ')
    if (word === 'at') {
      this.next = Number(rest[0])
      return
    }
    this.next += 1
    if (word === 'output') this.#failing?.output.push(Buffer.from(rest.join(' '), 'latin1').toString('utf8'))
    else this.#takeEvent(word, rest)
  }

  /** How it ended. Throws `lost` where the stream stopped before that. */
  get rest(): Rest {
    if (this.#rest === undefined)
      throw new EvenkeelError('lost', `Lost ${this.#host} during the run: what it did since is unknown`, {
        host: this.#host,
      })
    return this.#restOf(this.#rest)
  }

  #restOf(state: Rest['state']): Rest {
    const answers = this.#answers.map((line) => `${line}\n`).join('')
    switch (state) {
      case 'applied':
      case 'moved':
        return { state, answers }
      case 'reverted':
      case 'stuck':
      case 'committed':
        return { state, failure: this.#failure }
      case 'dead':
      case 'untouched':
        return { state }
    }
  }

  #takeEvent(word: string, rest: readonly string[]): void {
    if (word !== 'rest' && word !== 'moved') {
      this.#tellFailure()
      this.#takeStep(word, Number(rest[0]), Number(rest[1]))
      return
    }
    this.#tellFailure()
    this.#rest = word === 'moved' ? 'moved' : readState(rest[0])
  }

  #takeStep(word: string, stage: number, step: number): void {
    const forward = nameOf(this.#stages, stage, step, 'forward')
    const undo = nameOf(this.#stages, stage, step, 'undo')
    if (word === 'started') {
      this.#started.set(keyOf(stage, step), performance.now())
      this.#tell('step-started', forward, 0)
    } else if (word === 'done') this.#tell('step-done', forward, this.#since(stage, step))
    else if (word === 'undoing') this.#tell('step-started', undo, 0)
    else if (word === 'undone') this.#tell('step-done', undo, 0)
    else if (word === 'failed') this.#failing = { name: forward, output: [] }
    else if (word === 'left') this.#failing = { name: undo, output: [] }
    else if (word === 'stopped') this.#failure = 'stopped before its next step'
  }

  /** Milliseconds since a step was told to have started; none where a second follower never heard of that. */
  #since(stage: number, step: number): number {
    const now = performance.now()
    return now - (this.#started.get(keyOf(stage, step)) ?? now)
  }

  #tell(type: 'step-started' | 'step-done', step: StepName | undefined, milliseconds: number): void {
    if (step === undefined) return
    const host = this.#host
    this.#emit(type === 'step-done' ? { type, host, step, milliseconds } : { type, host, step })
  }

  /** The lines after a failure are its output; it is told when something else follows. */
  #tellFailure(): void {
    if (this.#failing === undefined) return
    const { name, output } = this.#failing
    this.#failing = undefined
    this.#failure ??= [name?.title ?? 'a step', ...output].join('\n')
    if (name !== undefined) this.#emit({ type: 'step-failed', host: this.#host, step: name, output: output.join('\n') })
  }
}

function readState(word: string | undefined): Rest['state'] {
  const known = ['applied', 'reverted', 'stuck', 'committed', 'untouched', 'dead'] as const
  return known.find((state) => state === word) ?? 'dead'
}
