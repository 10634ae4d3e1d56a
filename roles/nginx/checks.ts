import type { Check, Verdict } from '../../engine/check.ts'
import { endpoint } from '../addresses.ts'
import { answerOf, ask } from '../ask.ts'
import type { RoleContext } from '../contract.ts'
import { parseListen } from './listen.ts'
import type { NginxVars, Site } from './vars.ts'

/** Every site answers on the host itself, on each of its ports. */
export function nginxChecks({ vars, host }: RoleContext<NginxVars>): readonly Check[] {
  return vars.sites.flatMap((site) => site.listens.flatMap((listen) => siteCheck(host.name, site, listen)))
}

function siteCheck(host: string, site: Site, written: number | string): readonly Check[] {
  const listen = parseListen(written)
  if (listen === undefined) return []
  const address = listen.address ?? (String(written).startsWith('[') ? '::1' : '127.0.0.1')
  const url = `${listen.ssl ? 'https' : 'http'}://${endpoint(address, listen.port)}${site.check.path}`
  const name = site.serverNames.find((one) => /^[A-Za-z0-9.-]+$/.test(one))
  return [
    {
      title: `${host} serves ${site.name} on ${String(written).split(' ')[0]}`,
      looks: [{ from: host, run: ask({ url, host: name }) }],
      within: 5,
      judge: ([sighting]) =>
        sighting === undefined ? { holds: false, saw: 'not asked' } : judgeSite(site.check.status, answerOf(sighting)),
    },
  ]
}

function judgeSite(expected: number, answer: ReturnType<typeof answerOf>): Verdict {
  if ('none' in answer) return { holds: false, saw: answer.none }
  const instead = answer.status === expected ? '' : ` instead of ${expected}`
  return { holds: answer.status === expected, saw: `HTTP ${answer.status}${instead}` }
}
