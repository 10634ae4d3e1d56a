import type { Instance } from './instance.ts'
import { type TrackProcess, trackProcess } from './track.ts'

/** Balancers that keepalived can track. Each has the name of its process. */
export const BALANCERS = ['haproxy', 'nginx'] as const

interface Tracking {
  readonly balancer?: (typeof BALANCERS)[number] | undefined
  readonly instances: Instance[]
  readonly track_processes: TrackProcess[]
}

/**
 * Makes every instance track the balancer. Weight 0 makes its loss a fault, with and without preemption (rule 17); the
 * delay is longer than a reload or a quick restart (rule 18). An entry of its name in track_processes takes precedence.
 */
export function withBalancer<Vars extends Tracking>(vars: Vars): Vars {
  const { balancer, instances, track_processes } = vars
  if (balancer === undefined) return vars
  const isDescribed = track_processes.some((track) => track.name === balancer)
  const own = isDescribed ? [] : [trackProcess.parse({ name: balancer, process: balancer })]
  return {
    ...vars,
    track_processes: [...track_processes, ...own],
    instances: instances.map((one) => ({ ...one, track_process: [...new Set([...one.track_process, balancer])] })),
  }
}
