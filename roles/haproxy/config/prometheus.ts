import type { HostView } from '../../contract.ts'
import { flag, type Lines } from '../../kit/config-text.ts'
import { bind } from '../vars/bind.ts'
import type { HaproxyVars } from '../vars/vars.ts'
import { bindLines } from './front.ts'
import { section } from './section.ts'

/** The page with counters for Prometheus. */
export function prometheusLines(vars: HaproxyVars, host: HostView): Lines {
  const { prometheus } = vars
  if (prometheus === undefined) return []
  const { address, port, ssl, path, from } = prometheus
  const page = bind.parse({ address, port, ...(ssl === undefined ? {} : { ssl }) })
  return section(
    'frontend prometheus',
    bindLines(page, 'http', vars, host),
    ['mode http', ...flag('no log', vars.global.log !== false)],
    from === undefined ? [] : [`http-request deny unless { src ${from.join(' ')} }`],
    [`http-request use-service prometheus-exporter if { path ${path} }`, 'http-request deny'],
  )
}
