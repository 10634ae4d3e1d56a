import type { LookResult } from '../../../engine/check.ts'
import { Sh, sh, shFile } from '../../../engine/shell.ts'
import type { SegmentView } from '../../../engine/status/items.ts'
import { bare } from '../addresses.ts'
import type { Witness } from '../hosts/segment.ts'

const SEGMENT = shFile(new URL('../looks/segment.sh', import.meta.url))

/** Asks the segment who has the address, by ARP or by neighbour discovery. */
export function askSegment(witness: Witness, address: string): Sh {
  return Sh.lines([SEGMENT, sh`ask_segment ${witness.interface} ${address}`])
}

const MAC = /\b(?:[0-9a-f]{2}:){5}[0-9a-f]{2}\b/gi

/** Lines of answers: of arping (of iputils, BusyBox and Habets), of ndisc6, and of `ip neigh`. */
const ANSWER = {
  arping: /repl(?:y|ies) from|bytes from/i,
  ndisc6: /Target link-layer address:/,
  neighbours: / lladdr /,
} as const

/** What shows that a tool did ask: its status is the same if nobody answers. */
const ASKED = {
  arping: /\bprobe|packets transmitted/,
  ndisc6: /No response|Target link-layer address/,
  neighbours: /(?:)/,
} as const

/** Reads the output of {@link askSegment}. */
export function segmentView(
  address: string,
  { from, status, output }: LookResult,
): Omit<SegmentView, 'answers'> & {
  readonly macs: readonly string[]
} {
  const [, tool = 'neighbours', answer = output, end = '127'] =
    /^ask \S+ (arping|ndisc6|neighbours)\n([\s\S]*)\nend (\d+)$/.exec(output.trimEnd()) ?? []
  const by = tool as SegmentView['by']
  const wasAsked =
    status !== undefined && Number(end) < 126 && output.startsWith(`ask ${bare(address)} `) && ASKED[by].test(answer)
  const lines = answer.split('\n').filter((line) => ANSWER[by].test(line) && !/\bFAILED\b/.test(line))
  const macs = lines.flatMap((line) => (line.match(MAC) ?? []).map((mac) => mac.toLowerCase()))
  return {
    from,
    by,
    macs: [...new Set(macs)].sort(),
    ...(wasAsked ? {} : { cannot: answer.trim().split('\n').at(-1) || 'no answer' }),
  }
}
