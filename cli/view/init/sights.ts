import type { Finding } from '../../init/findings.ts'
import type { Sight } from '../../init/sights.ts'
import { clean } from '../clean.ts'
import type { Paint } from '../paint.ts'
import { folded } from './folded.ts'

/** What was found on a host, a few lines of at most 80 columns. */
export function sightText(host: string, sight: Sight): string {
  const { facts, firewall, listeners, adverts, missing } = sight
  const system = [`${facts.distribution} ${facts.version}`.trim(), `kernel ${facts.kernel}`, facts.cloud].filter(
    Boolean,
  )
  const interfaces = facts.interfaces
    .filter(({ name }) => name !== 'lo')
    .map(({ name, addresses }) => `${name} ${addresses.filter((one) => !one.startsWith('fe80:')).join(' ')}`)
  const heard = adverts?.heard.map(({ routerId, from }) => `router id ${routerId} of ${from}`) ?? []
  const parts = [
    system.join(', '),
    interfaces.join(', '),
    ipvsText(facts.ipvsSchedulers),
    listenersText(listeners),
    firewall === 'unknown' ? 'its firewall could not be read' : `firewall: ${firewall}`,
    ...(heard.length > 0 ? [`heard by VRRP: ${heard.join(', ')}`] : []),
    ...(missing.length > 0 ? [`not looked at: ${missing.join(', ')}`] : []),
  ]
  return folded(clean(`${host}: ${parts.filter((part) => part !== '').join('; ')}`), '  ')
}

function ipvsText(schedulers: readonly string[] | undefined): string {
  if (schedulers === undefined) return 'IPVS modules not known'
  return schedulers.length === 0 ? 'no IPVS modules' : `IPVS ${schedulers.join(' ')}`
}

/** How many ports are named. */
const MOST = 8

function listenersText(listeners: Sight['listeners']): string {
  if (listeners === undefined) return ''
  const open = listeners.filter(({ address }) => !/^(127\.|\[::1\])/.test(address))
  const ports = [
    ...new Set(
      open.map(({ port, protocol, program }) => `${port}/${protocol}${program === undefined ? '' : ` ${program}`}`),
    ),
  ]
  const more = ports.length > MOST ? ` and ${ports.length - MOST} more` : ''
  return ports.length === 0 ? 'nothing listens' : `listens: ${ports.slice(0, MOST).join(', ')}${more}`
}

/** A warning with the number of its rule. */
export function findingText({ rule, message }: Finding, paint: Paint): string {
  const text = folded(clean(rule === undefined ? message : `${message} (rule ${rule}, docs/rules.md)`), '  ', '! ')
  return paint('yellow', text)
}
