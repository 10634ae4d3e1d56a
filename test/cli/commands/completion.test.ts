import { readFileSync } from 'node:fs'
import test from 'ava'
import { dispatch } from '../../../cli/dispatch.ts'
import { fakeIo } from '../fake-io.ts'

for (const shell of ['bash', 'zsh', 'fish'])
  test(`evenkeel completion ${shell} prints the script of ${shell}`, async (t) => {
    const io = fakeIo()
    t.is(await dispatch(['completion', shell], io), 0)
    const script = new URL(`../../../cli/completion/scripts/evenkeel.${shell}`, import.meta.url)
    t.is(io.out(), readFileSync(script, 'utf8'))
  })

test('evenkeel completion completes the words behind --', async (t) => {
  const io = fakeIo()
  t.is(await dispatch(['completion', 'zsh', '--', 'switch'], io), 0)
  t.is(io.out(), 'words\nswitchover\tmove the writer of a database pair without a lost transaction\n')
})

test('evenkeel completion refuses another shell', async (t) => {
  const io = fakeIo()
  t.is(await dispatch(['completion', 'tcsh'], io), 1)
  t.regex(io.err(), /no completion for "tcsh"[\s\S]*bash, zsh, fish/)
})
