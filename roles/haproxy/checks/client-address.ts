import { type Check, checkOf, type LookResult, type Verdict } from '../../../engine/check.ts'
import { shortened } from '../../../engine/secrets/masked.ts'
import type { HostView, RoleContext } from '../../contract.ts'
import { frontsOf } from '../proxies.ts'
import { entriesOf } from '../requests/entries.ts'
import { askText, lastLine } from '../requests/request.ts'
import { withCredentials } from '../requests/routes.ts'
import type { HaproxyVars } from '../vars/vars.ts'

/** A server sees the client's address, not only its balancer's. Checked for sections with `client_address`. */
export function clientAddressChecks(context: RoleContext<HaproxyVars>): readonly Check[] {
  const client = context.clients.find((one) => one.facts !== undefined)
  if (client === undefined) return []
  return frontsOf(context.vars).flatMap((front) => {
    const { client_address: path } = front
    const entries = entriesOf(front, context).filter(({ mode }) => mode === 'http')
    const entry = entries.find(({ tls }) => tls) ?? entries[0]
    if (path === undefined || entry === undefined) return []
    const { address, port, tls, titlePrefix } = entry
    const example = withCredentials({ path }, front)
    const asking = askText({ scheme: tls ? 'https' : 'http', address, port, example })
    return [
      checkOf({
        title: `${titlePrefix}servers behind ${front.name} see the client's address`,
        advice:
          'Look whether the servers trust the header with the address of the client, or the PROXY protocol, from the balancer.',
        looks: { answer: { from: client.name, ...asking } },
        within: 10,
        judge: ({ answer }) => judgeClientAddress(client, answer),
      }),
    ]
  })
}

export function judgeClientAddress({ address, facts }: HostView, answer: LookResult): Verdict {
  if (answer.status !== 0) return { holds: false, saw: lastLine(answer) }
  const clientAddresses = [
    address,
    ...(facts?.interfaces ?? []).flatMap((one) => one.addresses.map((each) => each.split('/')[0] ?? each)),
  ]
  const found = clientAddresses.find((one) => one !== '127.0.0.1' && one !== '::1' && contains(answer.output, one))
  if (found !== undefined) return { holds: true, saw: `the server saw ${found}` }
  return {
    holds: false,
    saw: `the server did not see ${address}: ${shortened(answer.output.trim(), 200) || 'an empty answer'}`,
  }
}

/** Matches the whole address: 10.0.0.1 is not in 10.0.0.12. */
function contains(text: string, address: string): boolean {
  const escaped = address.replaceAll('.', '\\.')
  return new RegExp(`(?<![0-9A-Fa-f.:])${escaped}(?![0-9A-Fa-f.])`).test(text)
}
