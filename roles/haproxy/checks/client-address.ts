import type { Check, LookResult, Verdict } from '../../../engine/check.ts'
import type { HostView, RoleContext } from '../../contract.ts'
import { frontsOf } from '../proxies.ts'
import { entriesOf } from '../requests/entries.ts'
import { askText, lastLine } from '../requests/request.ts'
import type { HaproxyVars } from '../vars/vars.ts'

/** Where vars say what shows it: a server knows the address of the client, not only that of its balancer. */
export function clientAddressChecks(context: RoleContext<HaproxyVars>): readonly Check[] {
  const client = context.clients.find((one) => one.facts !== undefined)
  if (client === undefined) return []
  return frontsOf(context.vars).flatMap((front) => {
    const { client_address: path } = front
    const entries = entriesOf(front, context).filter(({ mode }) => mode === 'http')
    const entry = entries.find(({ tls }) => tls) ?? entries[0]
    if (path === undefined || entry === undefined) return []
    const { address, port, tls, whose } = entry
    return [
      {
        title: `${whose}servers behind ${front.name} know the client's address`,
        looks: [
          { from: client.name, run: askText({ scheme: tls ? 'https' : 'http', address, port, example: { path } }) },
        ],
        within: 10,
        judge: ([result]: readonly LookResult[]) => judgeClientAddress(client, result),
      },
    ]
  })
}

export function judgeClientAddress({ address, facts }: HostView, result: LookResult | undefined): Verdict {
  if (result?.status !== 0) return { holds: false, saw: result === undefined ? 'not asked' : lastLine(result) }
  const own = [
    address,
    ...(facts?.interfaces ?? []).flatMap((one) => one.addresses.map((each) => each.split('/')[0] ?? each)),
  ]
  const found = own.find((one) => one !== '127.0.0.1' && one !== '::1' && contains(result.output, one))
  if (found !== undefined) return { holds: true, saw: `the server saw ${found}` }
  return {
    holds: false,
    saw: `the server did not see ${address}: ${result.output.trim().slice(0, 200) || 'an empty answer'}`,
  }
}

/** The address as a whole: 10.0.0.1 is not in 10.0.0.12. */
function contains(text: string, address: string): boolean {
  const escaped = address.replaceAll('.', '\\.')
  return new RegExp(`(?<![0-9A-Fa-f.:])${escaped}(?![0-9A-Fa-f.])`).test(text)
}
