import type { LookResult } from '../../../engine/check.ts'
import { type Sh, sh } from '../../../engine/shell.ts'

/**
 * Asks by ARP who has an IPv4 address, three times and always by broadcast, so that everybody who claims it answers.
 * Knows the arping of iputils, of BusyBox and of Habets.
 */
export function arping(interfaceName: string, address: string): Sh {
  return sh`command -v arping >/dev/null 2>&1 || { echo 'arping is not installed'; exit 127; }
case $(arping -V 2>&1 || :) in
*iputils* | *BusyBox*) arping -b -c 3 -w 4 -I ${interfaceName} ${address} ;;
*) arping -c 3 -w 4 -i ${interfaceName} ${address} ;;
esac`
}

/** Who answered: their MAC addresses, or why nobody could be asked. Nobody at all is an answer, too. */
export type ArpAnswer = { readonly macs: readonly string[] } | { readonly cannot: string }

const MAC = /(?:[0-9a-f]{2}:){5}[0-9a-f]{2}/i
const REPLY = /repl(?:y|ies) from|bytes from/i

const ASKED = /\bprobe|packets transmitted/

/** arping ends with 1 where nobody answered, or too many did; some end so where they could not ask, too. */
export function arpAnswer({ status, output }: LookResult): ArpAnswer {
  if (status === undefined || status > 1 || !ASKED.test(output))
    return { cannot: lastLine(output) || 'could not be asked' }
  const replies = output.split('\n').filter((line) => REPLY.test(line))
  const macs = replies.flatMap((line) => MAC.exec(line)?.[0].toLowerCase() ?? [])
  return { macs: [...new Set(macs)].sort() }
}

function lastLine(output: string): string {
  return output.trim().split('\n').at(-1) ?? ''
}
