import type { FindHosts } from '../../kit/hosts/servers.ts'
import type { Places } from '../places.ts'
import type { NginxVars, Site } from '../vars/vars.ts'

/** Everything besides the site itself that its file depends on. */
export interface SiteContext {
  readonly vars: Pick<NginxVars, 'upstreams' | 'certificates' | 'extra' | 'resolver'> & {
    readonly sites: readonly Site[]
  }
  readonly find: FindHosts
  readonly places: Pick<Places, 'anyName' | 'separateHttp2' | 'systemCa'>
}
