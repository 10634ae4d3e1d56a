import { type Check, checkOf, type LookResult, type Verdict } from '../../../engine/check.ts'
import { masked, shortened } from '../../../engine/secrets/masked.ts'
import { type Sh, sh, shFile } from '../../../engine/shell.ts'
import type { HostView } from '../../contract.ts'
import { certificateCheck, shownNameCheck } from '../../kit/certificates/checks.ts'
import { pemPath } from '../../kit/certificates/files.ts'
import type { CertificateVars } from '../../kit/certificates/vars.ts'
import { isElsewhere, listenCheck, plainName, type SiteAddress } from '../../kit/web/checks.ts'
import { parseListen } from '../../kit/web/listen.ts'
import { CERTIFICATES } from '../places.ts'
import type { Server } from '../servers.ts'
import { hasWord, ownAddress } from '../vars/listen.ts'
import { protocolOfStream, type Stream } from '../vars/stream.ts'

/**
 * A stream must answer as its check expects. Without a check its TCP connections must reach one of `servers`, those of
 * its upstream, and last; a server must have a certificate for each TLS name; and UDP must have a socket.
 */
export function streamChecks(
  stream: Stream,
  host: HostView,
  servers: readonly Server[],
  certificates: readonly CertificateVars[],
): readonly Check[] {
  const certificate = certificates.find((one) => one.name === stream.tls?.certificate)
  return stream.listen.flatMap((written) => {
    const listen = parseListen(written)
    if (listen === undefined) return []
    const title = `${host.name} passes on ${stream.name} on ${String(written).split(' ')[0]}`
    const at = { host, address: ownAddress(written), port: listen.port, ssl: hasWord(written, 'ssl') }
    const isAskable = !hasWord(written, 'proxy_protocol') && !isElsewhere(at)
    return [
      isAskable
        ? contentCheck(title, stream, at, servers)
        : listenCheck(title, host, at.address, protocolOfStream(stream), at.port),
      ...(isAskable && stream.verify !== false
        ? namesOf(stream).map((name) => shownNameCheck(`${title} for ${name}`, { ...at, name }))
        : []),
      ...(certificate !== undefined && at.ssl && isAskable
        ? [
            certificateCheck(
              `${title} with its certificate`,
              { ...at, name: undefined },
              pemPath(CERTIFICATES, certificate),
            ),
          ]
        : []),
    ]
  })
}

function contentCheck(
  title: string,
  stream: Stream,
  { host, address, port, ssl }: Omit<SiteAddress, 'name'>,
  servers: readonly Server[],
): Check {
  const protocol = protocolOfStream(stream)
  // With TLS names nginx waits for the client to speak first, with or without a server behind it.
  const isSilent = protocol === 'udp' || stream.server_names !== undefined
  if (stream.verify === false || (isSilent && stream.verify === undefined))
    return listenCheck(title, host, address, protocol, port)
  const { send, expect } = stream.verify ?? {}
  return checkOf({
    title,
    advice: `Look whether a server behind it takes connections: the error log of ${host.name} says why not.`,
    expects: expect === undefined ? undefined : masked(expect),
    looks: { talk: { from: host.name, run: talk(ssl ? 'tls' : protocol, { address, port }, send, servers) } },
    within: 5,
    judge: (results) => judgeTalk(expect, results.talk),
  })
}

function namesOf({ server_names = {} }: Stream): readonly string[] {
  return Object.keys(server_names).filter((name) => plainName([name]) !== undefined)
}

const TALK = shFile(new URL('./talk.sh', import.meta.url))

/**
 * Connects, sends a line if there is one, and prints the first data that comes back. nginx hangs up at once if every
 * server refuses a connection. If the servers do not even answer, nginx waits: so this also prints whether nginx is
 * connected to one of them.
 */
function talk(
  protocol: 'tcp' | 'udp' | 'tls',
  { address, port }: Pick<SiteAddress, 'address' | 'port'>,
  send: string | undefined,
  servers: readonly Server[],
): Sh {
  const known = servers.flatMap((server) => (server.address === undefined ? [] : `dst ${server.endpoint}`))
  const filter = known.length < servers.length ? '' : known.join(' or ')
  const line = send === undefined ? [] : [send]
  if (protocol === 'tls') return sh`${TALK}\ntalk_tls ${address} ${port} ${filter} ${line}`
  return sh`${TALK}\ntalk ${protocol} ${address} ${port} ${filter} ${line}`
}

/** `expect` must be in what came back. Without it a connection that lasts is enough, if a server has taken it. */
export function judgeTalk(expect: string | undefined, { status, output: printed }: LookResult): Verdict {
  const output = visible(printed)
  const excerpt = shortened(visible(masked(printed)), 100)
  if (status !== 0) return { holds: false, saw: excerpt || 'not connected' }
  if (expect !== undefined)
    return { holds: output.includes(expect), saw: excerpt === '' ? 'nothing came' : `"${excerpt}"` }
  if (output === '') return { holds: false, saw: 'the connection ended at once' }
  return { holds: !output.includes('no server has taken it'), saw: excerpt }
}

function visible(printed: string): string {
  return printed.replaceAll(/[^\x20-\x7e]+/g, ' ').trim()
}
