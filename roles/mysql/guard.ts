import { directory } from '../../engine/resources/directory.ts'
import { file } from '../../engine/resources/file.ts'
import type { Resource } from '../../engine/resources/resource.ts'
import { service } from '../../engine/resources/service.ts'
import type { HostView, RoleContext } from '../contract.ts'
import { addressOf } from '../kit/hosts/address.ts'
import { GUARD_USER, guardPassword } from './accounts.ts'
import { tlsPaths } from './config/drop-in.ts'
import { PLACES } from './places.ts'
import type { Replication, Writer } from './vars/replication.ts'
import type { MysqlVars } from './vars/vars.ts'
import { writerFiles } from './writer/files.ts'
import { WRITER_PATHS, WRITER_UNITS } from './writer/paths.ts'

/** What a guard needs besides the role's context. */
export interface Guarded {
  readonly peer: HostView
  readonly replication: Replication
  readonly writer: Writer
}

/** The guard: its program and settings, its units, and its services. */
export function guardResources({ vars, host }: RoleContext<MysqlVars>, guarded: Guarded): readonly Resource[] {
  const { peer, replication, writer } = guarded
  const { engine, port } = vars
  const files = writerFiles({
    engine,
    serverUnit: PLACES[engine].unit,
    vip: writer.vip,
    peer: addressOf(peer),
    witnesses: writer.witnesses,
    port,
    semisync: replication.semisync,
    events: writer.events,
    answer: { address: addressOf(host), port: writer.port },
    account: { user: GUARD_USER, password: guardPassword(replication.password) },
    tls: replication.tls === 'off' ? false : { ca: tlsPaths(replication.tls).ca },
  })
  const [program, ...others] = files
  const units = files.filter(({ path }) => path.startsWith('/etc/systemd/'))
  const guardsOwn = others.filter((one) => !units.includes(one) || one.path.endsWith(`/${WRITER_UNITS.guard}`))
  return [
    ...FOLDERS.map((path) => directory({ path })),
    ...files.map(({ path, content, mode }) => file({ path, content, mode })),
    // It reads its settings once. For the moment of its restart, it closes the server.
    service({ name: WRITER_UNITS.guard, restart_on: [program, ...guardsOwn].flatMap((one) => one?.path ?? []) }),
    service({ name: WRITER_UNITS.answerSocket, restart_on: [pathOfUnit(WRITER_UNITS.answerSocket)] }),
  ]
}

const FOLDERS = ['/usr/local/lib/evenkeel', '/usr/local/lib/evenkeel/writer', '/etc/evenkeel', '/etc/tmpfiles.d']

function pathOfUnit(name: string): string {
  return `/etc/systemd/system/${name}`
}

/** Where things are, for the commands that move a writer. */
export const PAIR_PATHS = {
  writer: WRITER_PATHS.program,
  peerAccount: WRITER_PATHS.peerAccount,
  socket: WRITER_PATHS.socket,
} as const
