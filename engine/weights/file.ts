import { type GivenToServers, toRecord } from '../balancing/given.ts'
import { weightsPath, weightsText } from '../journal/weights.ts'
import { file } from '../resources/file.ts'
import type { Resource } from '../resources/resource.ts'

/** The record of the weights that a balancer gives; none if it gives none. */
export function weightsFile(playbook: string, given: GivenToServers): readonly Resource[] {
  const weights = toRecord(given)
  if (Object.keys(weights).length === 0) return []
  return [file({ path: weightsPath(playbook), content: weightsText({ playbook, weights }), mode: '0600' })]
}
