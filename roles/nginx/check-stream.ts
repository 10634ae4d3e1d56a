import type { Check, Sighting, Verdict } from '../../engine/check.ts'
import { type Sh, sh } from '../../engine/shell.ts'
import { isElsewhere, listenCheck } from '../check-site.ts'
import type { HostView } from '../contract.ts'
import { hasWord, ownAddress, parseListen } from './listen.ts'
import { protocolOf, type Stream } from './vars-stream.ts'

/** A stream gives what its check expects; without one its TCP connections last, and its UDP sockets are there. */
export function streamChecks(stream: Stream, host: HostView): readonly Check[] {
  const protocol = protocolOf(stream)
  return stream.listen.flatMap((written) => {
    const listen = parseListen(written)
    if (listen === undefined) return []
    const address = ownAddress(written)
    const title = `${host.name} passes on ${stream.name} on ${String(written).split(' ')[0]}`
    const unaskable = hasWord(written, 'proxy_protocol') || (protocol === 'udp' && stream.check === undefined)
    if (unaskable || isElsewhere({ host, address })) return [listenCheck(title, host, address, protocol, listen.port)]
    const looks = [{ from: host.name, run: talk(protocol, address, listen.port, stream.check?.send) }]
    return [{ title, looks, within: 5, judge: ([sighting]) => judgeTalk(stream.check?.expect, sighting) }]
  })
}

/** Prints the first of what comes. nginx hangs up at once where no server of the upstream can be reached. */
function talk(protocol: 'tcp' | 'udp', address: string, port: number, said: string | undefined): Sh {
  return sh`command -v bash >/dev/null 2>&1 || { echo 'bash is not installed'; exit 127; }
talk='exec 3<>"/dev/$0/$1/$2" || exit 1; '
if [ ${said === undefined ? 'none' : 'some'} = some ]; then talk=$talk'printf "%s\\r\\n" "$3" >&3; '; fi
status=0
bash -c "$talk"'timeout 3 dd bs=65535 count=1 <&3 2>/dev/null' ${protocol} ${address} ${port} ${said ?? ''} 2>&1 || status=$?
[ "$status" -ne 124 ] || echo 'the connection lasts'`
}

/** `expect` is to be in what came; without it a connection that lasts will do. */
export function judgeTalk(expect: string | undefined, sighting: Sighting | undefined): Verdict {
  const output = sighting?.output.trim() ?? ''
  if (sighting?.status !== 0) return { holds: false, saw: output || 'not connected' }
  const said = output.split(/\r?\n/)[0]?.slice(0, 100) ?? ''
  if (expect !== undefined) return { holds: output.includes(expect), saw: said === '' ? 'nothing came' : `"${said}"` }
  return output === '' ? { holds: false, saw: 'the connection ended at once' } : { holds: true, saw: said }
}
