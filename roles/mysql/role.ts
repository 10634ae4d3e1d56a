import type { Facts } from '../../engine/facts.ts'
import { database } from '../../engine/resources/database.ts'
import { file } from '../../engine/resources/file.ts'
import { packageOf } from '../../engine/resources/package.ts'
import { replicationChannel } from '../../engine/resources/replication-channel.ts'
import type { Resource } from '../../engine/resources/resource.ts'
import { service } from '../../engine/resources/service.ts'
import { defineRole, type RoleContext } from '../contract.ts'
import { interfaceWith } from '../kit/addresses.ts'
import { addressOf } from '../kit/hosts/address.ts'
import { nonlocalBind } from '../kit/vip/nonlocal-bind.ts'
import { accountResources } from './accounts.ts'
import { certificateFiles } from './certificates.ts'
import { mysqlChecks } from './checks/checks.ts'
import { dropIn, dropInPath, tlsPaths } from './config/drop-in.ts'
import { example } from './example.ts'
import { guardResources } from './guard.ts'
import { mysqlLints } from './lints/lints.ts'
import { mysqlOpenings } from './openings.ts'
import { pairOf } from './pair.ts'
import { PLACES } from './places.ts'
import { mysqlRules } from './rules.ts'
import { mysqlStatus } from './status.ts'
import { bindAddresses, peerOf, sourceOf } from './topology.ts'
import { type MysqlVars, mysqlVars } from './vars/vars.ts'

/** MySQL or MariaDB: one server, a pair with one writer, or read replicas. */
export default defineRole<MysqlVars>({
  name: 'mysql',
  example,
  summary:
    'MySQL or MariaDB: one server alone, two that replicate both ways with one writer that follows a virtual address, or read replicas.',
  vars: mysqlVars,
  rules: mysqlRules,
  resources,
  checks: mysqlChecks,
  status: mysqlStatus,
  lints: mysqlLints,
  openings: mysqlOpenings,
  owns: () => ['the database server'],
  // A change of settings restarts the server: the standby's comes first.
  precedence: ({ vars, host }) => (holdsVip(vars, host.facts) ? 1 : 0),
  pair: pairOf,
})

function holdsVip({ writer }: MysqlVars, facts: Facts): boolean {
  return writer !== undefined && interfaceWith(facts, writer.vip) !== undefined
}

function resources(context: RoleContext<MysqlVars>): readonly Resource[] {
  const { vars, host } = context
  const places = PLACES[vars.engine]
  const placement = { readableAfter: `package:${places.package}` }
  const certificates = certificateFiles(context)
  const path = dropInPath(vars)
  return [
    ...(vars.writer === undefined ? [] : nonlocalBind(bindAddresses(context) ?? [], host)),
    packageOf({ name: places.package }),
    ...(vars.replication === undefined ? [] : places.others.map((name) => packageOf({ name }))),
    ...certificates,
    file({ path, content: dropIn(context), validate: places.validate }, placement),
    service(
      {
        name: places.unit,
        restart_on: [path, ...certificates.filter(({ kind }) => kind === 'file').map(({ id }) => id)],
      },
      placement,
    ),
    ...vars.databases.map((name) => database({ engine: vars.engine, name }, placement)),
    ...accountResources(context),
    ...channelResources(context),
    ...guardOf(context),
  ]
}

function channelResources(context: RoleContext<MysqlVars>): readonly Resource[] {
  const { vars } = context
  const { engine, port, replication, writer } = vars
  const source = replication === undefined ? undefined : sourceOf(context)
  if (replication === undefined || source === undefined) return []
  const { user, password, tls } = replication
  return [
    replicationChannel(
      {
        engine,
        source: addressOf(source),
        port,
        user,
        password,
        tls: tls === 'off' ? false : { ca: tlsPaths(tls).ca },
        guarded: writer !== undefined,
      },
      { readableAfter: `package:${PLACES[engine].package}` },
    ),
  ]
}

function guardOf(context: RoleContext<MysqlVars>): readonly Resource[] {
  const { replication, writer } = context.vars
  const peer = peerOf(context)
  if (replication === undefined || writer === undefined || peer === undefined) return []
  return guardResources(context, { peer, replication, writer })
}
