import type { Phase, RunEvent, StepName } from '../../../engine/events.ts'
import { foldNames } from '../../../engine/host-names.ts'
import type { Output } from '../../io.ts'
import { checkLine } from '../checks.ts'
import { clean, oneLine } from '../clean.ts'
import { machineText } from '../machines.ts'
import type { Paint } from '../paint.ts'
import type { Progress } from './progress.ts'

const plain: Paint = (_style, printed) => printed

/** `10:31:02 web1  3/7 + file /etc/nginx/conf.d/shop.conf`: for pipes, logs and CI. */
export class LineProgress implements Progress {
  readonly #output: Output
  readonly #verbose: boolean
  readonly #now: () => Date

  /** @param now returns the time of each line, in the user's time zone */
  constructor(output: Output, verbose: boolean, now: () => Date = () => new Date()) {
    this.#output = output
    this.#verbose = verbose
    this.#now = now
  }

  readonly emit = (event: RunEvent): void => {
    const message = eventText(clean(event), this.#verbose)
    if (message === undefined) return
    const [first = '', ...more] = message.split('\n')
    const time = this.#now().toTimeString().slice(0, 8)
    this.#output.write(`${[`${time} ${first}`, ...more.map((line) => `    ${line}`)].join('\n')}\n`)
  }

  pause<Answer>(question: () => Promise<Answer>): Promise<Answer> {
    return question()
  }

  async settle(): Promise<void> {}
}

/** The text of an event; all but its first line are indented. Undefined if the event is shown only with `-v`. */
function eventText(event: RunEvent, verbose: boolean): string | undefined {
  switch (event.type) {
    case 'connecting':
      return `connecting to ${foldNames(event.hosts)}`
    case 'connected':
      return verbose || event.at !== undefined ? connectedText(event) : undefined
    case 'run-started':
      return `run ${event.run} on ${foldNames(event.hosts)}`
    case 'batch-started':
      return `${event.play}, batch ${event.batch} of ${event.batches}: ${foldNames(event.hosts)}`
    case 'batch-done':
      return `${event.play}, batch ${event.batch}: done`
    case 'step-done':
      return `${event.host}  ${stepText(event.step)}${event.milliseconds === 0 ? '' : `  ${durationText(event.milliseconds)}`}`
    case 'step-failed':
      return [`${event.host}  ${stepText(event.step)}  FAILED`, event.output.trimEnd()].filter(Boolean).join('\n')
    case 'waiting':
      return `${event.host}  waiting: ${event.why}`
    case 'check-done':
      return checkLine(event, plain)
    case 'reverting':
      return `${event.host}  reverting: ${event.why}`
    case 'host-ended':
      if (event.outcome === 'committed' && !verbose) return undefined
      return `${event.host}  ${event.outcome}${event.detail === undefined ? '' : `: ${event.detail}`}`
    case 'run-ended':
      return `run ${event.run}: ${event.outcome}`
    case 'phase-note':
      return `${phaseText(event.phase)}: ${event.note}`
    case 'phase-done':
      return phaseDoneText(event)
    case 'remark':
      return event.message
    default:
      return verbose ? verboseEventText(event) : undefined
  }
}

type VerboseEvent = Extract<
  RunEvent,
  { type: 'reading' | 'read' | 'locked' | 'step-started' | 'check-started' | 'phase-started' }
>

function verboseEventText(event: VerboseEvent): string {
  switch (event.type) {
    case 'reading':
      return `${event.host}  reading ${event.what}`
    case 'read':
      return `${event.host}  ${event.what} read`
    case 'locked':
      return `${event.host}  locked`
    case 'step-started':
      return `${event.host}  ${stepText(event.step)} ...`
    case 'check-started':
      return `checking: ${event.title}`
    case 'phase-started':
      return `${phaseText(event.phase)} ...`
  }
}

function connectedText(event: Extract<RunEvent, { type: 'connected' }>): string {
  return `${machineText(event)}  connected  ${durationText(event.milliseconds)}`
}

/** `3/7 + file /etc/nginx/conf.d/shop.conf`, with `undo` before it if the step is undone. */
export function stepText({ number, of, atMost, title, direction }: StepName): string {
  const position = atMost ? `${number} of at most ${of}` : `${number}/${of}`
  return `${direction === 'undo' ? 'undo ' : ''}${position} ${oneLine(title)}`
}

/** `3/10 db1 takes no more writes` */
export function phaseText({ number, of, title }: Phase): string {
  return `${number}/${of} ${title}`
}

/** `3/10 db1 takes no more writes — position 1-1-77  12 ms` */
export function phaseDoneText({ phase, saw, milliseconds }: Extract<RunEvent, { type: 'phase-done' }>): string {
  const time = milliseconds < 950 ? `${Math.round(milliseconds)} ms` : durationText(milliseconds)
  return `${[phaseText(phase), ...(saw === '' ? [] : [saw])].join(' — ')}  ${time}`
}

/** `0.4 s`, `1 min 12 s` */
export function durationText(milliseconds: number): string {
  const seconds = milliseconds / 1000
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`
  const whole = Math.round(seconds)
  return `${Math.floor(whole / 60)} min ${whole % 60} s`
}
