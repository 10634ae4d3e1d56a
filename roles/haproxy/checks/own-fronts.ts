import { type Check, checkOf } from '../../../engine/check.ts'
import type { RoleContext } from '../../contract.ts'
import { statusText } from '../../kit/verify/vars.ts'
import { ownSections } from '../own/lines.ts'
import { askedFrom, placesOf } from '../requests/entries.ts'
import { askOften, type Request, requestName } from '../requests/request.ts'
import type { HaproxyVars } from '../vars/vars.ts'
import { judgeAnswered } from './routes.ts'

/** The frontends that only text of the user's own has are asked as `verify` says; nobody else knows what they answer. */
export function ownFrontChecks(context: RoleContext<HaproxyVars>): readonly Check[] {
  const { vars, clients } = context
  return frontNames(vars).flatMap((name) => {
    const asked = vars.verify[name]
    const [place] = placesOf(name, context)
    if (asked === undefined || asked === false || place === undefined) return []
    const { status = [], requests = 1, ...example } = asked
    const { address, port, tls, titlePrefix } = place
    const request: Request = { scheme: tls ? 'https' : 'http', address, port, example }
    const what = status.length === 0 ? '' : ` with ${statusText(status)}`
    return [
      checkOf({
        title: `${titlePrefix}${requests === 1 ? '1 request' : `${requests} requests`} to ${name} ${requests === 1 ? 'is' : 'are'} answered${what} (${requestName(request)})`,
        advice: 'Ask in the same way by curl -i; verify of the frontend says what is asked, and what must come.',
        expects: status,
        looks: { client: { from: askedFrom(clients), ...askOften(requests, request, status) } },
        alone: true,
        within: 15,
        judge: ({ client }) => judgeAnswered(client),
      }),
    ]
  })
}

export function ownFrontRemarks({ vars }: RoleContext<HaproxyVars>): readonly string[] {
  const silent = frontNames(vars).filter((name) => vars.verify[name] === undefined)
  if (silent.length === 0) return []
  const names = silent.map((name) => `"${name}"`).join(', ')
  return [
    `${names}: no request is made, as only text of yours describes ${silent.length === 1 ? 'it' : 'them'}: write verify: { ${silent[0]}: { path: / } } beside it, with what must be seen`,
  ]
}

function frontNames(vars: HaproxyVars): readonly string[] {
  return ownSections(vars)
    .filter(({ kind }) => kind !== 'backend')
    .map(({ name }) => name)
}
