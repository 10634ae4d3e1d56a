import { type Check, checkOf, type LookResult, type Verdict } from '../../../engine/check.ts'
import { type Sh, sh, shFile } from '../../../engine/shell.ts'
import { OUTER_HEADER, TUNNEL } from '../tunnel.ts'

/** The server decapsulates packets: tunl0 is up, its MTU fits, and rp_filter does not drop clients' addresses. */
export function tunnelCheck(host: string, ingress: string): Check {
  return checkOf({
    title: `${host} takes packets out of tunnels`,
    advice: `Look on ${host} whether ${TUNNEL} is up, at its MTU, and at rp_filter of all and ${TUNNEL}.`,
    looks: { tunnel: { from: host, run: readTunnel(ingress) } },
    judge: ({ tunnel }) => judgeTunnel(ingress, tunnel),
  })
}

const READ_TUNNEL = shFile(new URL('./tunnel.sh', import.meta.url))

/** Prints `rp_filter all 0`, `mtu tunl0 1480`, `flags tunl0 0xc1` and the like. */
function readTunnel(ingress: string): Sh {
  return sh`${READ_TUNNEL}\nread_tunnel ${TUNNEL} ${ingress}`
}

/** `ingress` is the interface where the tunnels come in. */
export function judgeTunnel(ingress: string, result: LookResult): Verdict {
  if (result.status !== 0) return { holds: false, saw: result.output.trim() || 'no answer' }
  const value = (name: string, place: string) => {
    const line = result.output.split('\n').find((one) => one.startsWith(`${name} ${place} `))
    return Number(line?.split(' ')[2] || Number.NaN)
  }
  const mtu = value('mtu', TUNNEL)
  const room = value('mtu', ingress) - OUTER_HEADER
  // The kernel uses the maximum; 1 drops packets whose source has its route elsewhere (rule 4).
  const filter = Math.max(value('rp_filter', 'all'), value('rp_filter', TUNNEL))
  if (Number.isNaN(mtu)) return { holds: false, saw: `there is no ${TUNNEL}` }
  const faults = [
    ...((value('flags', TUNNEL) & 1) === 1 ? [] : [`${TUNNEL} is down`]),
    ...(filter === 1 ? ['rp_filter is 1, 0 or 2 is needed'] : []),
    ...(mtu > room ? [`the MTU of ${TUNNEL} is ${mtu}, at most ${room} fits into ${ingress}`] : []),
  ]
  return { holds: faults.length === 0, saw: faults.join(', ') || `${TUNNEL} is up, MTU ${mtu}, rp_filter ${filter}` }
}
