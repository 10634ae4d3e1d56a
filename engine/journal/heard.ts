import { shortDuration } from '../times.ts'

/** When a host last heard of the controller that has its lock; before a run's first write nothing else shows its life. */
export interface Heard {
  /** Seconds; undefined if the host was restarted since. */
  readonly ago: number | undefined
  /** Seconds of silence after which the controller counts as gone: its heartbeat comes three times as often. */
  readonly silence: number
}

/** Reads what `read_heard` (engine/target/heard.sh) prints. Undefined for a lock of an older release. */
export function readHeard(printed: string): Heard | undefined {
  const [, ago, silence] = /^(\d+|restart) (\d+)$/.exec(printed.trim()) ?? []
  if (ago === undefined) return undefined
  return { ago: ago === 'restart' ? undefined : Number(ago), silence: Number(silence) }
}

export function isAlive({ ago, silence }: Heard): boolean {
  return ago !== undefined && ago < silence
}

/** `was last heard of 14 min ago`, or that it was not heard of since the host was restarted. */
export function heardText({ ago }: Heard): string {
  return ago === undefined
    ? 'was not heard of since the host was restarted'
    : `was last heard of ${shortDuration(ago)} ago`
}
