import { linesOf } from './text.ts'
import type { Back } from './vars/proxy.ts'
import type { HaproxyVars } from './vars/vars.ts'
import { wordsOf } from './words.ts'

type Socket = HaproxyVars['global']['socket']

/** The least level that serves (rule 35): who may use a socket that is root's alone may do everything anyway. */
export function socketLevel({ level, mode, group }: Socket): 'user' | 'operator' | 'admin' {
  return level ?? (group === undefined && mode.endsWith('0') ? 'admin' : 'user')
}

/** Clients come back to a server of weight 0, as a cookie or a table names it. */
export function keepsClients({ cookie, stick, extra }: Back): boolean {
  const own = linesOf(extra).map((line) => wordsOf(line.reveal())[0])
  return cookie !== undefined || stick !== undefined || own.some((word) => word === 'stick' || word === 'cookie')
}

/** The algorithm reads weights when HAProxy starts, and takes only 0 % and 100 % of them later. */
export function weighsAtStart({ balance: { algorithm }, hash_type: hash }: Back): boolean {
  switch (algorithm) {
    case 'static-rr':
      return true
    case 'source':
    case 'uri':
    case 'url_param':
    case 'hdr':
    case 'rdp-cookie':
    case 'hash':
      return hash?.method !== 'consistent'
    case 'roundrobin':
    case 'leastconn':
    case 'first':
    case 'random':
      return false
  }
}
