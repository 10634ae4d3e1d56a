import { EvenkeelError } from '../../errors/error.ts'
import type { Emit, StepName } from '../../events.ts'
import { printable } from '../../host/printable.ts'
import type { RunnerEndState } from '../../journal/states.ts'
import { type Stages, stepKey, stepNameOf } from '../stage/step-names.ts'

/** How a runner came to rest, as its host told it. */
export type RunnerEnd =
  | { readonly state: 'applied' /** The stage's probes' answers (latin1). */; readonly answers: string }
  | {
      readonly state: Extract<RunnerEndState, 'reverted' | 'stuck' | 'committed'>
      /** The first step that failed, and the words of its tool. */
      readonly failure: string | undefined
      /** The same of every step that could not be taken back. */
      readonly left: readonly string[]
    }
  | { readonly state: Extract<RunnerEndState, 'moved' | 'dead' | 'untouched'> }

/** Reads the lines that `engine/target/follow.sh` prints and tells what they mean; one for a host's whole run. */
export class Follower {
  readonly host: string
  readonly #stages: Stages
  readonly #emit: Emit
  readonly #started = new Map<string, number>()
  #answers: string[] = []
  #failing: { name: StepName | undefined; direction: StepName['direction']; output: string[] } | undefined
  #failure: string | undefined
  #left: string[] = []
  #stage: number | undefined
  #rest: RunnerEndState | undefined
  /** The line of the event file that comes next, counted from 1: where a second follower goes on. */
  next = 1

  constructor(host: string, stages: Stages, emit: Emit) {
    this.host = host
    this.#stages = stages
    this.#emit = emit
  }

  /** What is followed from now on: a stage to its end, or, without one, until all is kept or taken back. */
  begin(stage: number | undefined): void {
    this.#stage = stage
    this.#rest = undefined
    this.#answers = []
    this.#left = []
  }

  /** Takes one line of standard output. */
  take(line: string): void {
    if (this.#rest === 'applied') {
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
    if (word === 'output') this.#failing?.output.push(readOutput(rest.join(' ')))
    else this.#takeEvent(word, rest)
  }

  /** How it ended. Throws `lost` where the stream stopped before that. */
  get rest(): RunnerEnd {
    if (this.#rest === undefined)
      throw new EvenkeelError('lost', `Lost ${this.host} during the run: what it did since is unknown`, {
        host: this.host,
      })
    return this.#restOf(this.#rest)
  }

  #restOf(state: RunnerEndState): RunnerEnd {
    switch (state) {
      case 'applied':
        return { state, answers: this.#answers.map((line) => `${line}\n`).join('') }
      case 'reverted':
      case 'stuck':
      case 'committed':
        return { state, failure: this.#failure, left: this.#left }
      default:
        return { state }
    }
  }

  #takeEvent(word: string, rest: readonly string[]): void {
    this.#tellFailure()
    if (word === 'moved') this.#rest = 'moved'
    else if (word === 'guarded') this.#failure ??= GUARDED[rest[0] ?? ''] ?? GUARDED.lease
    else if (word === 'stopped') this.#failure ??= 'stopped before its next step'
    else if (word === 'rest' && rest[0] === 'reverting') return
    else if (word !== 'rest') this.#takeStep(word, Number(rest[0]), Number(rest[1]))
    // An earlier stage came to rest there; this one goes on.
    else if (rest[0] !== 'applied' || Number(rest[1]) === this.#stage) this.#rest = readState(rest[0])
  }

  #takeStep(word: string, stage: number, step: number): void {
    const forward = stepNameOf(this.#stages, stage, step, 'forward')
    const undo = stepNameOf(this.#stages, stage, step, 'undo')
    if (word === 'started') {
      this.#started.set(stepKey(stage, step), performance.now())
      this.#tell('step-started', forward, 0)
    } else if (word === 'done') this.#tell('step-done', forward, this.#since(stage, step))
    else if (word === 'undoing') this.#tell('step-started', undo, 0)
    else if (word === 'undone') this.#tell('step-done', undo, 0)
    else if (word === 'failed') this.#failing = { name: forward, direction: 'forward', output: [] }
    else if (word === 'left') this.#failing = { name: undo, direction: 'undo', output: [] }
  }

  /** Milliseconds since a step was told to have started; none where a second follower never heard of that. */
  #since(stage: number, step: number): number {
    const now = performance.now()
    return now - (this.#started.get(stepKey(stage, step)) ?? now)
  }

  #tell(type: 'step-started' | 'step-done', step: StepName | undefined, milliseconds: number): void {
    if (step === undefined) return
    const host = this.host
    this.#emit(type === 'step-done' ? { type, host, step, milliseconds } : { type, host, step })
  }

  /** The lines after a failure are its output; it is told when something else follows. */
  #tellFailure(): void {
    if (this.#failing === undefined) return
    const { name, direction, output } = this.#failing
    this.#failing = undefined
    const words = [name?.title ?? 'a step', ...output].join('\n')
    if (direction === 'undo') this.#left.push(words)
    else this.#failure ??= words
    if (name !== undefined) this.#emit({ type: 'step-failed', host: this.host, step: name, output: output.join('\n') })
  }
}

/** Why a host's guard took the run back, by its word in the events. */
const GUARDED: Readonly<Record<string, string>> = {
  lease: 'the host heard nothing from this controller until its lease was over, and took the run back',
  reboot: 'the host was restarted in the middle of the run, and took it back',
}

/** Whatever a tool printed, bounded by the runner, is text without anything that steers a terminal. */
function readOutput(latin1: string): string {
  return printable(Buffer.from(latin1, 'latin1').toString('utf8'))
}

function readState(word: string | undefined): RunnerEndState {
  const known = ['applied', 'reverted', 'stuck', 'committed', 'untouched', 'dead'] as const
  return known.find((state) => state === word) ?? 'dead'
}
