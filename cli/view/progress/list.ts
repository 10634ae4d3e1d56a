import type { RunEvent, StepName } from '../../../engine/events.ts'
import { foldNames } from '../../../engine/host-names.ts'
import type { Io } from '../../io.ts'
import { checkLine } from '../checks.ts'
import { clean } from '../clean.ts'
import { type Paint, paintFor } from '../paint.ts'
import { phaseDoneText, phaseText, stepText } from './lines.ts'
import { Listing } from './listing.ts'
import type { Progress } from './progress.ts'

const READING = 'reading'

/** A list on a terminal: one row a host, with the step that runs now and its duration. */
export class ListProgress implements Progress {
  readonly #io: Io
  readonly #paint: Paint
  /** Resolves when all events so far are shown: one list must have left the screen before the next is drawn. */
  #shown: Promise<void> = Promise.resolve()
  #listing: Listing | undefined
  #running = false
  /** Hosts connected to so far, and those of them whose resources are read. */
  readonly #hosts = new Set<string>()
  readonly #read = new Set<string>()
  /** Hosts on which this run began a step, and those of them that are being reverted. */
  readonly #changed = new Set<string>()
  readonly #reverting = new Set<string>()

  constructor(io: Io) {
    this.#io = io
    this.#paint = paintFor(io.stderr, io.env)
  }

  readonly emit = (event: RunEvent): void => {
    // A list that cannot be drawn must not end the run.
    this.#shown = this.#shown.then(() => this.#show(clean(event))).catch(() => undefined)
  }

  async pause<Answer>(question: () => Promise<Answer>): Promise<Answer> {
    await this.settle()
    return await question()
  }

  async settle(): Promise<void> {
    this.#shown = this.#shown.then(() => this.#close())
    await this.#shown
  }

  async #show(event: RunEvent): Promise<void> {
    switch (event.type) {
      case 'connecting':
        for (const host of event.hosts) this.#hosts.add(host)
        return this.#showReading()
      case 'connected':
        return this.#showReading()
      case 'read':
        if (event.what === 'resources') this.#read.add(event.host)
        return this.#showReading()
      case 'run-started':
        this.#running = true
        return this.#line(`Run ${event.run}`)
      case 'batch-started':
        return this.#showBatch(event)
      case 'batch-done':
        return this.#close()
      case 'step-started':
        this.#changed.add(event.host)
        return this.#setTitle(event.host, stepText(event.step))
      case 'step-done':
        return this.#setTitle(event.host, afterStep(event.step))
      case 'step-failed':
        return this.#fail(event.host, `${stepText(event.step)}  failed`, event.output)
      case 'waiting':
        return this.#setTitle(event.host, `waiting: ${event.why}`)
      case 'check-started':
        return this.#open([event.title], { clear: true })
      case 'check-done':
        return this.#line(checkLine(event, this.#paint))
      case 'reverting':
        return this.#showReverting(event.host, event.why)
      case 'host-ended':
        return event.outcome === 'unknown' ? this.#fail(event.host, 'unknown', event.detail ?? '') : undefined
      case 'run-ended':
        return this.#close()
      case 'phase-started':
        return this.#open([event.phase.title], { clear: true })
      case 'phase-note':
        return this.#listing?.setTitle(event.phase.title, `${phaseText(event.phase)}: ${event.note}`)
      case 'phase-done':
        return this.#line(`${this.#paint('green', '✓')} ${phaseDoneText(event)}`)
      case 'remark':
        return this.#line(event.message)
    }
  }

  async #showReading(): Promise<void> {
    if (this.#running) return
    if (this.#listing === undefined) await this.#open([READING], { clear: true })
    const unread = [...this.#hosts].filter((host) => !this.#read.has(host))
    const waiting = unread.length === 0 ? '' : `, waiting for ${foldNames(unread)}`
    this.#listing?.setTitle(READING, `Reading ${this.#hosts.size} hosts${waiting}`)
  }

  async #showBatch({ play, batch, batches, hosts }: Extract<RunEvent, { type: 'batch-started' }>): Promise<void> {
    await this.#line(this.#paint('bold', batches === 1 ? play : `${play}, batch ${batch} of ${batches}`))
    await this.#open(hosts, { clear: false })
  }

  async #showReverting(host: string, why: string): Promise<void> {
    if (this.#listing?.has(host) !== true) {
      await this.#line(this.#paint('bold', 'Reverting'))
      const others = [...this.#changed].filter((other) => other !== host && !this.#reverting.has(other))
      await this.#open([host, ...others], { clear: false })
    }
    this.#reverting.add(host)
    this.#setTitle(host, `reverting: ${why}`)
  }

  #setTitle(host: string, title: string): void {
    this.#listing?.setTitle(host, `${host}  ${title}`)
  }

  #fail(host: string, title: string, output: string): void {
    this.#listing?.fail(host, `${host}  ${title}`, output.trimEnd())
  }

  async #line(printed: string): Promise<void> {
    await this.#close()
    this.#io.stderr.write(`${printed}\n`)
  }

  async #open(names: readonly string[], options: { readonly clear: boolean }): Promise<void> {
    await this.#close()
    this.#listing = new Listing(this.#io.stderr, names, options)
  }

  async #close(): Promise<void> {
    const listing = this.#listing
    this.#listing = undefined
    await listing?.close()
  }
}

function afterStep(step: StepName): string {
  const isLast = step.number === step.of && step.direction === 'forward' && !step.atMost
  return isLast ? `${step.of} ${step.of === 1 ? 'step' : 'steps'}` : stepText(step)
}
