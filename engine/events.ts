import type { HostOutcome, RunOutcome } from './journal/states.ts'

/** The events of a command while it works; the view turns them into lines, a list or JSON. */
export type RunEvent =
  | { readonly type: 'connecting'; readonly hosts: readonly string[] }
  | {
      readonly type: 'connected'
      readonly host: string
      /** The machine that answered, as `ADDRESS:PORT`. */
      readonly at?: string | undefined
      readonly milliseconds: number
    }
  | { readonly type: 'reading'; readonly host: string; readonly what: 'facts' | 'resources' }
  | { readonly type: 'read'; readonly host: string; readonly what: 'facts' | 'resources' }
  | { readonly type: 'run-started'; readonly run: string; readonly hosts: readonly string[] }
  | { readonly type: 'locked'; readonly host: string }
  | {
      readonly type: 'batch-started'
      readonly play: string
      /** Counts from 1, within the play. */
      readonly batch: number
      readonly batches: number
      readonly hosts: readonly string[]
    }
  | { readonly type: 'batch-done'; readonly play: string; readonly batch: number; readonly hosts: readonly string[] }
  | { readonly type: 'step-started'; readonly host: string; readonly step: StepName }
  | { readonly type: 'step-done'; readonly host: string; readonly step: StepName; readonly milliseconds: number }
  | {
      readonly type: 'step-failed'
      readonly host: string
      readonly step: StepName
      /** The output of the failed tool, bounded and without control characters. */
      readonly output: string
    }
  | { readonly type: 'waiting'; readonly host: string; readonly why: string }
  | { readonly type: 'check-started'; readonly title: string }
  | {
      readonly type: 'check-done'
      readonly title: string
      readonly holds: boolean
      readonly saw: string
      /** The check failed in the same way before the run. */
      readonly wasSoBefore?: true | undefined
      /** What a person does next so that it holds. */
      readonly leftToDo?: string | undefined
    }
  | { readonly type: 'reverting'; readonly host: string; readonly why: string }
  | {
      readonly type: 'host-ended'
      readonly host: string
      readonly outcome: HostOutcome
      readonly detail?: string | undefined
    }
  | {
      readonly type: 'run-ended'
      readonly run: string
      readonly outcome: RunOutcome
    }
  /** A phase of a command on a database pair, such as a switchover. */
  | { readonly type: 'phase-started'; readonly phase: Phase }
  | { readonly type: 'phase-note'; readonly phase: Phase /** Such as `1.2 of 4.0 GB`. */; readonly note: string }
  | { readonly type: 'phase-done'; readonly phase: Phase; readonly saw: string; readonly milliseconds: number }
  | { readonly type: 'remark'; readonly message: string }

export interface StepName {
  /** Counts from 1, over all steps of the run on the host. */
  readonly number: number
  /** The number of steps; with `atMost`, fewer may be done. */
  readonly of: number
  /** Set if a resource that is not readable yet may turn out to be as described. */
  readonly atMost?: true | undefined
  /** "+ file /etc/nginx/conf.d/shop.conf", "reload nginx". */
  readonly title: string
  readonly direction: 'forward' | 'undo'
}

export interface Phase {
  /** Counts from 1. */
  readonly number: number
  readonly of: number
  /** `db1 takes no more writes`. */
  readonly title: string
}

export type Emit = (event: RunEvent) => void
