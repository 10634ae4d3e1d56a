import type { LookResult } from '../../../engine/check.ts'
import { type Sh, sh } from '../../../engine/shell.ts'

/**
 * Sends three ARP requests for an IPv4 address. All are broadcast, so that every host that claims the address answers.
 * Works with the arping of iputils, of BusyBox and of Habets.
 */
export function arping(interfaceName: string, address: string): Sh {
  return sh`command -v arping >/dev/null 2>&1 || { echo 'arping is not installed'; exit 127; }
case $(arping -V 2>&1 || :) in
*iputils* | *BusyBox*) arping -b -c 3 -w 4 -I ${interfaceName} ${address} ;;
*) arping -c 3 -w 4 -i ${interfaceName} ${address} ;;
esac`
}

/** The MAC addresses that answered, possibly none, or why ARP could not be asked. */
export type ArpAnswer = { readonly macs: readonly string[] } | { readonly cannot: string }

const MAC = /(?:[0-9a-f]{2}:){5}[0-9a-f]{2}/i
const REPLY = /repl(?:y|ies) from|bytes from/i
const ASKED = /\bprobe|packets transmitted/

/** arping exits with 1 if no host answered, or too many; some versions do the same if they cannot send. */
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
