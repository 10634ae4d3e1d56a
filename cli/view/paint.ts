import { styleText } from 'node:util'
import type { Output } from '../io.ts'

export type Style = 'green' | 'yellow' | 'red' | 'cyan' | 'dim' | 'bold'

/** Colours a text if it is printed on a terminal. */
export type Paint = (style: Style, printed: string) => string

/** Colours on a terminal, unless the user set NO_COLOR. */
export function paintFor(output: Output, env: Readonly<Record<string, string | undefined>>): Paint {
  const isColoured = output.isTTY === true && !env.NO_COLOR
  // styleText() would check stdout, and not the stream that is printed to.
  return isColoured
    ? (style, printed) => styleText(style, printed, { validateStream: false })
    : (_style, printed) => printed
}
