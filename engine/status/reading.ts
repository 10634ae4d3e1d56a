import type { LookResult } from '../check.ts'
import type { Frame } from '../framing.ts'
import { probeCalls, probeFunctions } from '../probe.ts'
import type { Resource } from '../resources/resource.ts'
import { script } from '../target/scripts.ts'
import type { StatusLook, StatusPart } from './part.ts'

/** The looks of all parts on one host, each question once. */
export function looksOn(host: string, parts: readonly StatusPart[]): StatusLook[] {
  const looks = parts.flatMap((part) => part.looks).filter(({ from }) => from === host)
  return [...new Map(looks.map((look) => [look.run.script, look])).values()]
}

/**
 * The one script that reads a host: its resources, its newest runs, and the looks. Each answer is a frame, and none of
 * them can end the script.
 */
export function statusScript(resources: readonly Resource[], looks: readonly StatusLook[]): string {
  return [
    script('prelude'),
    script('answer'),
    ...probeFunctions(resources),
    ...probeCalls(resources),
    ...looks.flatMap(({ run }, index) => [`look_${index}() {`, run.script, '}', `answer look.${index} look_${index}`]),
    // It ends with exit.
    '(',
    script('history'),
    ')',
    'exit 0',
    '',
  ].join('\n')
}

/** The results of the looks of a {@link statusScript}, by the question. */
export function lookResultsIn(
  host: string,
  looks: readonly StatusLook[],
  frames: readonly Frame[],
): ReadonlyMap<string, LookResult> {
  const found = new Map(frames.map((frame) => [frame.label, frame]))
  return new Map(
    looks.flatMap(({ run }, index) => {
      const frame = found.get(`look.${index}`)
      return frame === undefined ? [] : [[run.script, { from: host, status: frame.status, output: frame.output }]]
    }),
  )
}
