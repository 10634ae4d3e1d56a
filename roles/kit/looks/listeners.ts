import type { LookResult, Verdict } from '../../../engine/check.ts'
import { type Sh, sh } from '../../../engine/shell.ts'
import { endpoint } from '../addresses.ts'

/** Prints the sockets that listen on a port. */
export function listeners(protocol: 'tcp' | 'udp', port: number): Sh {
  return sh`ss ${['-H', '-l', '-n', protocol === 'tcp' ? '-t' : '-u', `sport = :${port}`]}`
}

const ANYWHERE = ['0.0.0.0', '*', '[::]']

/** The sockets of {@link listeners} that get packets to an address, as `ss` writes them. */
export function listenersFor(address: string, { output }: LookResult): readonly string[] {
  const wanted = [...ANYWHERE, address, `[${address}]`]
  return output
    .split('\n')
    .flatMap((line) => line.trim().split(/\s+/)[3] ?? [])
    .filter((local) => wanted.includes(local.replace(/(%[^:\]]+)?:\d+$/, '')))
}

/** Holds if a socket of {@link listeners} gets packets to an address. */
export function judgeListener(address: string, port: number, result: LookResult): Verdict {
  if (result.status !== 0) return { holds: false, saw: result.output.trim() || 'ss could not be run' }
  const found = listenersFor(address, result)
  if (found.length > 0) return { holds: true, saw: `listens on ${[...new Set(found)].join(', ')}` }
  return { holds: false, saw: `nothing listens on ${endpoint(address, port)}` }
}
