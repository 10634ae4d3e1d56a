import type { Check } from '../../../engine/check.ts'
import type { RoleContext } from '../../contract.ts'
import { peerOf, sourceOf } from '../topology.ts'
import type { MysqlVars } from '../vars/vars.ts'
import { protectionCheck } from './protection.ts'
import { canaryCheck, channelCheck, dataCheck } from './replication.ts'
import { settingsCheck } from './settings.ts'
import { writerCheck } from './writer.ts'

/** First each server, then what only both of a pair can show. */
export function mysqlChecks(context: RoleContext<MysqlVars>): readonly Check[] {
  const { vars, host, members } = context
  const { replication, writer } = vars
  const own = settingsCheck(context)
  if (replication === undefined) return [own]
  if (vars.replica_of !== undefined) {
    const source = sourceOf(context)
    return [own, channelCheck([host], source?.facts === undefined ? [] : [source], vars), protectionCheck([host], vars)]
  }
  if (writer === undefined || peerOf(context) === undefined || !allAreApplied(context)) return [own]
  return [
    own,
    writerCheck(context, writer, replication),
    channelCheck(members, members, vars),
    dataCheck(members, vars),
    canaryCheck(members, vars, writer.vip),
    protectionCheck(members, vars),
  ]
}

/** Before that, a member may have no server yet. */
function allAreApplied({ members, applied }: RoleContext<MysqlVars>): boolean {
  return applied.length === members.length && members.every(({ facts }) => facts !== undefined)
}
