import test from 'ava'
import { printable } from '../../engine/printable.ts'

const cases: readonly (readonly [what: string, text: string, printed: string])[] = [
  ['ordinary text, tabs and lines', 'a\tb\nc – ü', 'a\tb\nc – ü'],
  ['colours', '\u001b[31mred\u001b[0m', 'red'],
  ['a title', '\u001b]0;owned\u0007text', 'text'],
  ['a link', '\u001b]8;;https://example.org\u001b\\here\u001b]8;;\u001b\\', 'here'],
  ['a clipboard write', '\u001b]52;c;cm0gLXJmIC8=\u0007x', 'x'],
  ['a cleared screen', 'before\u001b[2J\u001b[Hafter', 'beforeafter'],
  ['a sequence in eight-bit form', '\u009b31mred', 'red'],
  ['a lone escape', 'a\u001b', 'a\ufffd'],
  ['a bell and a backspace', 'a\u0007b\u0008', 'a\ufffdb\ufffd'],
  ['a carriage return that overwrites', 'failed\rpassed', 'failed\npassed'],
  ['ends of lines of another system', 'a\r\nb', 'a\nb'],
  ['a deleted character and the second set of controls', 'a\u007fb\u0085c\u009cd', 'a\ufffdb\ufffdc\ufffdd'],
  ['separators of lines and paragraphs', 'a\u2028b\u2029c', 'a\ufffdb\ufffdc'],
  ['marks without a width', 'ro\u200bot\u2060\ufeff\u00ad', 'ro\ufffdot\ufffd\ufffd\ufffd'],
  ['letters that are tags, and not shown', 'a\u{e0041}b', 'a\ufffdb'],
  ['other marks of direction', 'a\u200eb\u061cc', 'a\ufffdb\ufffdc'],
  ['letters of other scripts, and pictures', 'ё 日本 é 😀', 'ё 日本 é 😀'],
  ['a changed reading direction', 'a\u202eb\u2066c', 'a\ufffdb\ufffdc'],
]

for (const [what, text, printed] of cases)
  test(`printable() makes ${what} harmless`, (t) => {
    t.is(printable(text), printed)
  })
