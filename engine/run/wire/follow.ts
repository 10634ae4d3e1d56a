import { EvenkeelError } from '../../errors/error.ts'
import type { Emit, StepName } from '../../events.ts'
import type { RunnerEndState } from '../../journal/states.ts'
import { printable } from '../../printable.ts'
import { type Stages, stepKey, stepNameOf } from '../stage/step-names.ts'
import { StepOutput } from './step-output.ts'

/** How a runner ended, as read from its host. */
export type RunnerEnd =
  | { readonly state: 'applied' /** The stage's probes' answers (latin1). */; readonly answers: string }
  | {
      readonly state: Extract<RunnerEndState, 'reverted' | 'stuck' | 'committed'>
      /** The first step that failed, and the output of its tool. */
      readonly failure: string | undefined
      /** The same for every step that could not be undone. */
      readonly left: readonly string[]
    }
  | { readonly state: Extract<RunnerEndState, 'moved' | 'dead' | 'untouched'> }

/** Reads the lines of `engine/target/follow.sh` and emits them as events. One follower serves a host's whole run. */
export class Follower {
  readonly host: string
  readonly #stages: Stages
  readonly #emit: Emit
  readonly #started = new Map<string, number>()
  #answers: string[] = []
  #failing: { name: StepName | undefined; direction: StepName['direction']; output: StepOutput } | undefined
  #failure: string | undefined
  #left: string[] = []
  /** What steps have moved aside, with its place: a sentence each. */
  readonly kept: string[] = []
  #stage: number | undefined
  #ended: RunnerEndState | undefined
  /** The next line of the host's event file, counted from 1, from which to follow after a reconnect. */
  next = 1

  constructor(host: string, stages: Stages, emit: Emit) {
    this.host = host
    this.#stages = stages
    this.#emit = emit
  }

  /** Follows a stage to its end or, without a stage, the runner until the run is committed or reverted. */
  begin(stage: number | undefined): void {
    this.#stage = stage
    this.#ended = undefined
    this.#answers = []
    this.#left = []
  }

  /** Takes one line of standard output. */
  take(line: string): void {
    if (this.#ended === 'applied') {
      this.#answers.push(line)
      return
    }
    if (line === '.') return
    const [word = '', ...words] = line.split(' ')
    if (word === 'at') {
      this.next = Number(words[0])
      return
    }
    this.next += 1
    if (word === 'kept') this.kept.push(printable(Buffer.from(words.join(' '), 'latin1').toString('utf8')))
    else if (word === 'output') this.#failing?.output.add(words.join(' '))
    else if (word === 'cut') this.#failing?.output.cut()
    else this.#takeEvent(word, words)
  }

  /** How the runner ended. Throws `lost` if the stream stopped before that. */
  get end(): RunnerEnd {
    if (this.#ended === undefined)
      throw new EvenkeelError('lost', `Lost ${this.host} during the run: its state is unknown`, {
        host: this.host,
      })
    return this.#endOf(this.#ended)
  }

  #endOf(state: RunnerEndState): RunnerEnd {
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

  #takeEvent(word: string, words: readonly string[]): void {
    this.#endFailure()
    if (word === 'moved') this.#ended = 'moved'
    else if (word === 'guarded') this.#failure ??= GUARDED[words[0] ?? ''] ?? GUARDED.lease
    else if (word === 'stopped') this.#failure ??= 'stopped before its next step'
    else if (word === 'rest' && words[0] === 'reverting') return
    else if (word !== 'rest') this.#takeStep(word, Number(words[0]), Number(words[1]))
    // An earlier stage ended there; this one goes on.
    else if (words[0] !== 'applied' || Number(words[1]) === this.#stage) this.#ended = readState(words[0])
  }

  #takeStep(word: string, stage: number, step: number): void {
    const forward = stepNameOf(this.#stages, stage, step, 'forward')
    const undo = stepNameOf(this.#stages, stage, step, 'undo')
    if (word === 'started') {
      this.#started.set(stepKey(stage, step), performance.now())
      this.#emitStep('step-started', forward, 0)
    } else if (word === 'done') this.#emitStep('step-done', forward, this.#since(stage, step))
    else if (word === 'undoing') this.#emitStep('step-started', undo, 0)
    else if (word === 'undone') this.#emitStep('step-done', undo, 0)
    else if (word === 'failed') this.#failing = { name: forward, direction: 'forward', output: new StepOutput() }
    else if (word === 'left') this.#failing = { name: undo, direction: 'undo', output: new StepOutput() }
  }

  /** Milliseconds since the event that a step started; 0 if this follower did not read it. */
  #since(stage: number, step: number): number {
    const now = performance.now()
    return now - (this.#started.get(stepKey(stage, step)) ?? now)
  }

  #emitStep(type: 'step-started' | 'step-done', step: StepName | undefined, milliseconds: number): void {
    if (step === undefined) return
    const host = this.host
    this.#emit(type === 'step-done' ? { type, host, step, milliseconds } : { type, host, step })
  }

  /** The lines after a failure are its output; the first other line ends them. */
  #endFailure(): void {
    if (this.#failing === undefined) return
    const { name, direction } = this.#failing
    const output = this.#failing.output.read()
    this.#failing = undefined
    const text = [name?.title ?? 'a step', output].filter(Boolean).join('\n')
    if (direction === 'undo') this.#left.push(text)
    else this.#failure ??= `Step failed: ${text}`
    if (name !== undefined) this.#emit({ type: 'step-failed', host: this.host, step: name, output })
  }
}

/** Why a host's guard reverted the run, by the word in its events. */
const GUARDED: Readonly<Record<string, string>> = {
  lease: 'the host heard nothing from this controller until its lease was over, and reverted the run',
  reboot: 'the host was restarted during the run, and reverted it',
}

function readState(word: string | undefined): RunnerEndState {
  const known = ['applied', 'reverted', 'stuck', 'committed', 'untouched', 'dead'] as const
  return known.find((state) => state === word) ?? 'dead'
}
