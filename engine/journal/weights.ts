import { z } from 'zod'
import { asciiJson } from './ascii-json.ts'
import { managedFileName } from './managed.ts'
import { JOURNAL_FORMAT } from './record.ts'

/** The weights that commands gave servers of one playbook, as each balancer keeps them; 0 is drained. */
export interface GivenWeights {
  readonly playbook: string
  /** By the server's name in the inventory. */
  readonly weights: Readonly<Record<string, number>>
}

export const givenWeightsSchema: z.ZodType<GivenWeights> = z.looseObject({
  playbook: z.string(),
  weights: z.record(z.string(), z.int().min(0)),
})

/** The record's file on a balancer. It is a resource of the playbook, so that runs journal and undo it. */
export function weightsPath(playbook: string): string {
  return `/var/lib/evenkeel/weights-${managedFileName(playbook)}`
}

/** The content of the file, with a line for each server. */
export function weightsText({ playbook, weights }: GivenWeights): string {
  const sorted = Object.fromEntries(Object.entries(weights).sort(([one], [other]) => (one < other ? -1 : 1)))
  return `${asciiJson({ format: JOURNAL_FORMAT, playbook, weights: sorted }, 2)}\n`
}
