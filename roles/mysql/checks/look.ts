import type { Look, LookResult } from '../../../engine/check.ts'
import { Sh, sh, shFile } from '../../../engine/shell.ts'
import type { HostView } from '../../contract.ts'
import { PAIR_PATHS } from '../guard.ts'
import type { MysqlVars } from '../vars/vars.ts'

const fromTarget = (name: string) => shFile(new URL(`../../../engine/target/databases/${name}`, import.meta.url))

const FUNCTIONS = [
  fromTarget('client.sh'),
  fromTarget('gtid.sh'),
  fromTarget('channel.sh'),
  shFile(new URL('./look.sh', import.meta.url)),
]

/** Looks at a host's server as root over its socket; what it asks is in look.sh. */
export function lookAt(host: HostView, vars: MysqlVars): Pick<Look, 'run'> & { readonly from: string } {
  const program = vars.writer === undefined ? '' : PAIR_PATHS.writer
  return { from: host.name, run: script(vars, sh`look_at_server ${program}`) }
}

/** Sends a row through the VIP. */
export function sendCanary(host: HostView, vars: MysqlVars, vip: string): Look {
  return { from: host.name, run: script(vars, sh`send_canary ${vip}`) }
}

/** Compares the transactions of both servers. */
export function compare(host: HostView): Look {
  return { from: host.name, run: sh`${PAIR_PATHS.writer} compare` }
}

function script({ engine, port }: MysqlVars, command: Sh): Sh {
  const { socket, peerAccount } = PAIR_PATHS
  const settings = sh`ENGINE=${engine} SOCKET=${socket} PORT=${port} PEER_FILE=${peerAccount}`
  return Sh.lines([...FUNCTIONS, settings, command])
}

/** The answer of a look at a server. */
export interface Server {
  readonly name: string
  /** Why it could not be read. */
  readonly cannot: string | undefined
  /** The value of a field; empty if the server has none. */
  field(name: string): string
  /** All values of a field that comes once for each row. */
  rows(name: string): readonly string[]
}

export function serverIn({ from, status, output }: LookResult): Server {
  const found = output.split('\n').flatMap((line): [string, string][] => {
    const [, name, value] = /^([A-Za-z_]\w*)=(.*)$/.exec(line) ?? []
    return name === undefined || value === undefined ? [] : [[name, value]]
  })
  const rows = (name: string) => found.filter(([key]) => key === name).map(([, value]) => value)
  const said = output.trim().split('\n').at(-1) ?? ''
  return {
    name: from,
    cannot: status === 0 ? undefined : said || 'no answer',
    field: (name) => rows(name)[0] ?? '',
    rows,
  }
}

/** `ON`, `1` and `YES` mean the same in different versions. */
export function isOn(value: string): boolean {
  return /^(1|ON|YES)$/i.test(value)
}

/** Sentences about servers that could not be read. */
export function unread(servers: readonly Server[]): readonly string[] {
  return servers.flatMap(({ name, cannot }) => (cannot === undefined ? [] : [`${name} could not be read: ${cannot}`]))
}
