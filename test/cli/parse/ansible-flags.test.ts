import test from 'ava'
import { COMMANDS } from '../../../cli/commands/table.ts'
import { parseArguments } from '../../../cli/parse/arguments.ts'
import type { EvenkeelError } from '../../../engine/errors/error.ts'

for (const [flag, word] of [
  ['-l', /--limit PATTERN/],
  ['-b', /ansible_become=true/],
  ['-K', /password of sudo by itself/],
  ['-u', /ansible_user=NAME/],
  ['--check', /evenkeel plan/],
  ['--diff', /always show diffs/],
  ['-t', /no tags/],
  ['--tags', /no tags/],
  ['--ask-vault-pass', /password of the vault/],
] as const) {
  test(`parseArguments() says what to give instead of ${flag}`, (t) => {
    const parse = () => parseArguments(['plan', 'site.yml', '-i', 'hosts.yml', flag], COMMANDS)
    const error = t.throws<EvenkeelError>(parse)
    t.is(error?.code, 'usage')
    t.is(error?.message, `There is no flag ${flag}.`)
    t.regex(error?.hint ?? '', word)
  })
}
