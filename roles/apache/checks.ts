import type { Check } from '../../engine/check.ts'
import type { RoleContext } from '../contract.ts'
import { endpoint } from '../kit/addresses.ts'
import { certificateCheck } from '../kit/certificates/checks.ts'
import { pemPath } from '../kit/certificates/files.ts'
import { answerCheck, listenCheck, plainName, redirectCheck, USUAL, webRequestOf } from '../kit/web/checks.ts'
import type { WebListen } from '../kit/web/listen.ts'
import { answersIn, notAsked } from '../kit/web/own-lines.ts'
import { placesOf } from './places.ts'
import type { ApacheVars, Site } from './vars/vars.ts'

/** Each site must answer on the host itself, on each of its addresses, and show its certificate. */
export function apacheChecks({ vars, host }: RoleContext<ApacheVars>): readonly Check[] {
  return vars.sites.flatMap((site) => site.listens.flatMap((listen) => listenChecks(vars, host, site, listen)))
}

function listenChecks(
  { certificates }: ApacheVars,
  host: RoleContext<ApacheVars>['host'],
  site: Site,
  { address, port, ssl }: WebListen,
): readonly Check[] {
  const at = { host, address: address ?? '127.0.0.1', port, ssl, name: plainName(site.serverNames) }
  const where = address === undefined ? String(port) : endpoint(address, port)
  if (site.redirect_to_https && !ssl)
    return [redirectCheck(`${host.name} redirects clients of ${site.name} on ${where} to https`, at, '/', 'https://')]
  const title = `${host.name} serves ${site.name} on ${where}`
  const certificate = certificates.find((one) => ssl && one.name === site.tls?.certificate)
  return [
    isAsked(site)
      ? answerCheck(title, at, site.verify ? webRequestOf(site.verify) : USUAL)
      : listenCheck(title, host, at.address, 'tcp', port),
    ...(certificate === undefined
      ? []
      : [
          certificateCheck(
            `${host.name} shows ${site.name}'s certificate on ${where}`,
            at,
            pemPath(placesOf(host.facts).certificates, certificate),
          ),
        ]),
  ]
}

/** Lines of the user's own may answer otherwise: then only `verify` says what must come. */
function isAsked({ verify, extra }: Site): boolean {
  return verify === undefined ? answersIn('apache', extra).length === 0 : verify !== false
}

/** What the checks do not judge, and why. */
export function apacheRemarks({ vars }: RoleContext<ApacheVars>): readonly string[] {
  const silent = vars.sites.filter((site) => site.verify === undefined && !isAsked(site))
  return silent.map(({ name, extra }) => notAsked(name, answersIn('apache', extra)))
}
