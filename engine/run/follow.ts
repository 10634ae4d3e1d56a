import { EvenkeelError } from '../errors/error.ts'
import type { Emit } from '../events.ts'
import type { Step } from './steps.ts'

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
  readonly #stages: ReadonlyMap<number, readonly Step[]>
  readonly #emit: Emit
  readonly #started = new Map<string, number>()
  readonly #answers: string[] = []
  #failing: { stage: number; step: number; output: string[] } | undefined
  #failure: string | undefined
  #rest: Rest['state'] | undefined
  /** The line of the event file that comes next, counted from 1: where a second follower goes on. */
  next = 1

  constructor(host: string, stages: ReadonlyMap<number, readonly Step[]>, emit: Emit) {
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
    const key = `${stage} ${step}`
    if (word === 'stopped') this.#failure = 'stopped before its next step'
    else if (word === 'started') {
      this.#started.set(key, performance.now())
      this.#emit({ type: 'step-started', host: this.#host, step: this.#name(stage, step, 'forward') })
    } else if (word === 'done') {
      const milliseconds = performance.now() - (this.#started.get(key) ?? performance.now())
      this.#emit({ type: 'step-done', host: this.#host, step: this.#name(stage, step, 'forward'), milliseconds })
    } else if (word === 'failed' || word === 'left') {
      this.#failing = { stage, step, output: [] }
    } else if (word === 'undoing') {
      this.#emit({ type: 'step-started', host: this.#host, step: this.#name(stage, step, 'undo') })
    } else if (word === 'undone') {
      this.#emit({ type: 'step-done', host: this.#host, step: this.#name(stage, step, 'undo'), milliseconds: 0 })
    }
  }

  #tellFailure(): void {
    if (this.#failing === undefined) return
    const { stage, step, output } = this.#failing
    this.#failing = undefined
    const name = this.#name(stage, step, this.#failure === undefined ? 'forward' : 'undo')
    this.#failure ??= [name.title, ...output].join('\n')
    this.#emit({ type: 'step-failed', host: this.#host, step: name, output: output.join('\n') })
  }

  #name(stage: number, step: number, direction: 'forward' | 'undo') {
    const steps = this.#stages.get(stage) ?? []
    return { number: step, of: steps.length, title: steps[step - 1]?.title ?? `step ${step}`, direction }
  }
}

function readState(word: string | undefined): Rest['state'] {
  const known = ['applied', 'reverted', 'stuck', 'committed', 'untouched', 'dead'] as const
  return known.find((state) => state === word) ?? 'dead'
}
