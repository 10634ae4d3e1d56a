import { styleText } from 'node:util'
import type { Output } from '../io.ts'

export type Style = 'green' | 'yellow' | 'red' | 'cyan' | 'dim' | 'bold'

/** Gives a text its colour, where it is printed on a terminal. */
export type Paint = (style: Style, printed: string) => string

/** Colours on a terminal, unless the user set NO_COLOR. */
export function paintFor(output: Output, env: Readonly<Record<string, string | undefined>>): Paint {
  const wanted = output.isTTY === true && !env.NO_COLOR
  // Whether it is a terminal was asked above: of the stream that is printed to, which need not be stdout.
  return wanted
    ? (style, printed) => styleText(style, printed, { validateStream: false })
    : (_style, printed) => printed
}
