import { isPredictable } from '../spread.ts'
import type { DescribedService } from '../table.ts'
import type { Service } from '../virtual-server.ts'
import type { askersOf } from './witnesses.ts'

interface Asked {
  /** Whether requests are made at all. */
  readonly isAsked: boolean
  readonly askers: ReturnType<typeof askersOf>
}

/** Sentences about what the checks of a service do not judge, and why. */
export function serviceRemarks(
  described: DescribedService,
  service: Service,
  { isAsked, askers }: Asked,
): readonly string[] {
  const { name, scheduler, persistence } = described
  if (service.verify === false) return []
  if (!isAsked && service.fwmark !== undefined)
    return [
      `${name}: nothing here sets this mark, so that no request is tried: the rules that set it are yours. Write verify: { address: …, port: … } with what clients ask`,
    ]
  if (!isAsked) return [`${name}: no request is tried, as checks know none by ${service.protocol}`]
  const unable = askers.unable.map((one) => `${name}: ${one.name} is not asked for requests: ${one.why}`)
  const nobody =
    askers.witnesses.length === 0 && askers.unable.length > 0
      ? [`${name}: no request is tried, as nobody else can make one: add a host of role client that is elsewhere`]
      : []
  const any =
    persistence === null && !isPredictable(described)
      ? [`${name}: how one client's requests are spread is not judged, as ${scheduler} does not say it`]
      : []
  return [...unable, ...nobody, ...any]
}
