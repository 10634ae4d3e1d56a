import type { Verdict } from '../../../engine/check.ts'
import type { Server } from './look.ts'

/**
 * What is left to do if one server of a pair is empty, and the other one has data that is older than its binary logs, as a
 * server has that becomes one of a pair. Only a copy brings that data, which may take hours: its time is the operator's choice.
 */
export function joinFirst(servers: readonly Server[]): Pick<Verdict, 'leftToDo'> {
  if (servers.some(({ cannot }) => cannot !== undefined)) return {}
  const unjoined = servers.find((one) => one.field('guard_channel') === 'unjoined')
  if (unjoined === undefined) return {}
  return {
    leftToDo: `${unjoined.name} is empty, and the other server holds data: evenkeel rejoin ${unjoined.name} copies it. Until then there is no standby.`,
  }
}
