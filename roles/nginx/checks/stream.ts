import type { Check, LookResult, Verdict } from '../../../engine/check.ts'
import { type Sh, sh } from '../../../engine/shell.ts'
import type { HostView } from '../../contract.ts'
import { endpoint } from '../../kit/addresses.ts'
import { shownNameCheck } from '../../kit/certificates/checks.ts'
import { isElsewhere, listenCheck, plainName, type SiteAddress } from '../../kit/web/checks.ts'
import { parseListen } from '../../kit/web/listen.ts'
import type { Server } from '../servers.ts'
import { hasWord, ownAddress } from '../vars/listen.ts'
import { protocolOf, type Stream } from '../vars/stream.ts'

/**
 * A stream gives what its check expects. Without one its TCP connections reach a server and last, TLS names are answered
 * by a server that has a certificate for them, and of UDP the socket is there. `servers` are those of its upstream.
 */
export function streamChecks(stream: Stream, host: HostView, servers: readonly Server[]): readonly Check[] {
  return stream.listen.flatMap((written) => {
    const listen = parseListen(written)
    if (listen === undefined) return []
    const where = `${host.name} passes on ${stream.name} on ${String(written).split(' ')[0]}`
    const at = { host, address: ownAddress(written), port: listen.port, ssl: true }
    const isAskable = !hasWord(written, 'proxy_protocol') && !isElsewhere(at)
    return [
      isAskable
        ? contentCheck(where, stream, at, servers)
        : listenCheck(where, host, at.address, protocolOf(stream), at.port),
      ...(isAskable ? namesOf(stream).map((name) => shownNameCheck(`${where} for ${name}`, { ...at, name })) : []),
    ]
  })
}

function contentCheck(
  title: string,
  stream: Stream,
  { host, address, port }: Omit<SiteAddress, 'name'>,
  servers: readonly Server[],
): Check {
  const protocol = protocolOf(stream)
  // nginx waits for a TLS client to speak first, whether there is a server or not.
  const isSilent = protocol === 'udp' || stream.server_names !== undefined
  if (isSilent && stream.check === undefined) return listenCheck(title, host, address, protocol, port)
  const looks = [{ from: host.name, run: talk(protocol, address, port, stream.check?.send, servers) }]
  return { title, looks, within: 5, judge: ([result]) => judgeTalk(stream.check?.expect, result) }
}

function namesOf({ server_names = {} }: Stream): readonly string[] {
  return Object.keys(server_names).filter((name) => plainName([name]) !== undefined)
}

/**
 * Prints the first of what comes. nginx hangs up at once where every server refuses a connection; where they do not even
 * answer it waits, and so the servers with which it is connected then are told, too.
 */
function talk(
  protocol: 'tcp' | 'udp',
  address: string,
  port: number,
  said: string | undefined,
  servers: readonly Server[],
): Sh {
  const filter = servers.map((server) => `dst ${endpoint(server.address, server.port)}`).join(' or ')
  return sh`command -v bash >/dev/null 2>&1 || { echo 'bash is not installed'; exit 127; }
talk='exec 3<>"/dev/$0/$1/$2" || exit 1; '
if [ ${said === undefined ? 'none' : 'some'} = some ]; then talk=$talk'printf "%s\r\n" "$3" >&3; '; fi
status=0
bash -c "$talk"'timeout 3 dd bs=65535 count=1 <&3 2>/dev/null; status=$?
if [ "$status" -eq 124 ]; then
  echo "the connection lasts"
  command -v ss >/dev/null && [ -z "$(ss -H -t -n state established "( $4 )")" ] && echo "no server has taken it"
fi
exit "$status"' ${protocol} ${address} ${port} ${said ?? ''} ${filter} 2>&1 || status=$?
[ "$status" -eq 0 ] || [ "$status" -eq 124 ]`
}

/** `expect` is to be in what came; without it a connection that lasts will do, if a server has taken it. */
export function judgeTalk(expect: string | undefined, result: LookResult | undefined): Verdict {
  const output = result?.output.replaceAll(/[^\x20-\x7e]+/g, ' ').trim() ?? ''
  if (result?.status !== 0) return { holds: false, saw: output || 'not connected' }
  const said = output.slice(0, 100)
  if (expect !== undefined) return { holds: output.includes(expect), saw: said === '' ? 'nothing came' : `"${said}"` }
  if (output === '') return { holds: false, saw: 'the connection ended at once' }
  return { holds: !output.endsWith('no server has taken it'), saw: said }
}
