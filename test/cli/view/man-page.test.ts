import test from 'ava'
import { COMMANDS } from '../../../cli/commands/table.ts'
import { EXIT_CODES } from '../../../cli/exit-codes.ts'
import { FLAGS, type Flag } from '../../../cli/parse/flags.ts'
import { manPage } from '../../../cli/view/man-page.ts'

const page = manPage(COMMANDS, { version: '1.2.3', date: '2026-11-21' })

/** The page without the escapes and fonts of roff. */
const plain = page
  .replaceAll(/\\f[BIR]|\\&/g, '')
  .replaceAll('\\-', '-')
  .replaceAll('\\(ti', '~')

test('manPage() begins with the version and the date', (t) =>
  t.true(page.startsWith('.TH EVENKEEL 1 2026-11-21 "evenkeel 1.2.3" "User Commands"\n')))

test('manPage() has every command, every flag and every exit code', (t) => {
  for (const [name, { usage }] of Object.entries(COMMANDS))
    t.true(plain.includes(`\n.B evenkeel ${name} ${usage}`), name)
  for (const { long, value } of Object.values<Flag>(FLAGS))
    t.regex(
      plain,
      new RegExp(`^(-\\w.*, )?--${long}${value === undefined ? '' : ` ${value.replace('|', '\\|')}`}$`, 'm'),
      long,
    )
  for (const { code } of Object.values(EXIT_CODES)) t.true(plain.includes(`\n.B ${code}\n`), String(code))
})

test('manPage() names the variables of the environment of flags', (t) => {
  t.regex(plain, /^\.B EVENKEEL_SSH_CONFIG\nThe value of --ssh-config, if it is not given\.$/m)
})

test('manPage() has no line that begins a macro by accident, and none that is long', (t) => {
  const odd = page.split('\n').filter((line) => /^'|^\.(?!TH |SH |TP$|PP$|nh$|br$|B |BR |I )/.test(line))
  t.deepEqual(odd, [])
  const flagged = page.split('\n').filter((line) => line.length > 80 && !line.startsWith('.'))
  t.deepEqual(flagged, [])
})
