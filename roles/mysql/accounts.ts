import { isIP } from 'node:net'
import { databaseAccount } from '../../engine/resources/database-account.ts'
import type { Resource } from '../../engine/resources/resource.ts'
import type { Secret } from '../../engine/secrets.ts'
import type { RoleContext } from '../contract.ts'
import { addressOf } from '../kit/hosts/address.ts'
import { outgoingAddress } from './addresses.ts'
import { PLACES } from './places.ts'
import { derivedPassword } from './tls/derived.ts'
import { fetchingHosts, peerOf } from './topology.ts'
import type { AccountVars } from './vars/account.ts'
import type { MysqlVars } from './vars/vars.ts'

/** The account of the peer's guard. */
export const GUARD_USER = 'evenkeel_writer'

/** What the peer's guard reads here; it also writes a canary row, and on MySQL it is the donor's account of a CLONE. */
const GUARD_PRIVILEGES = {
  mariadb: ['BINLOG MONITOR', 'SLAVE MONITOR'],
  mysql: ['REPLICATION CLIENT', 'BACKUP_ADMIN'],
} as const

/** The guard's password, the same on both servers. */
export function guardPassword(replicationPassword: Secret): Secret {
  return derivedPassword(replicationPassword, "password of the writer's guard")
}

/** The accounts of replication, of the peer's guard, and of applications. */
export function accountResources(context: RoleContext<MysqlVars>): readonly Resource[] {
  const { vars, host } = context
  const { engine, replication, writer } = vars
  const placement = { readableAfter: `package:${PLACES[engine].package}` }
  const peer = peerOf(context)
  const fetching = replication === undefined ? [] : fetchingHosts(context)
  const fromHost = (one: (typeof fetching)[number]) => outgoingAddress(one, host, writer?.vip)
  return [
    ...fetching.flatMap((one) =>
      replication === undefined
        ? []
        : [
            databaseAccount(
              {
                engine,
                name: replication.user,
                host: fromHost(one),
                password: replication.password,
                tls: replication.tls !== 'off',
                grants: [{ privileges: ['REPLICATION SLAVE'], on: '*.*' }],
              },
              placement,
            ),
          ],
    ),
    ...(peer === undefined || replication === undefined || writer === undefined
      ? []
      : [
          databaseAccount(
            {
              engine,
              name: GUARD_USER,
              host: fromHost(peer),
              password: guardPassword(replication.password),
              tls: replication.tls !== 'off',
              grants: [
                { privileges: [...GUARD_PRIVILEGES[engine]], on: '*.*' },
                { privileges: ['SELECT', 'INSERT', 'UPDATE'], on: 'evenkeel.*' },
              ],
            },
            placement,
          ),
        ]),
    ...vars.accounts.flatMap((one) =>
      placesOf(one, context).map((from) =>
        databaseAccount(
          { engine, name: one.name, host: from, password: one.password, tls: one.tls, grants: one.grants },
          placement,
        ),
      ),
    ),
  ]
}

/** Addresses and patterns as they are; the name of a group or a host stands for addresses. */
export function placesOf({ from }: AccountVars, { hosts }: Pick<RoleContext<MysqlVars>, 'hosts'>): readonly string[] {
  const all = from.flatMap((place) => (isPattern(place) ? [place] : hosts(place).map(addressOf)))
  return [...new Set(all)]
}

/** `10.0.0.%`, `10.0.0.0/255.255.255.0`, `localhost`. */
function isPattern(place: string): boolean {
  return isIP(place) !== 0 || place === 'localhost' || /[%/]/.test(place)
}
