import { spawnSync } from 'node:child_process'
import test from 'ava'
import { rubyString } from '../../../../lab/vagrant/ruby.ts'

for (const [text, literal] of [
  ['debian/bookworm64', '"debian/bookworm64"'],
  ['a "b" \\c', '"a \\"b\\" \\\\c"'],
  ['#{`reboot`} #$0 #@x', '"\\#{`reboot`} \\#$0 \\#@x"'],
  ['a\n\t\0b', '"a\\n\\t\\u0000b"'],
  ['网', '"网"'],
] as const)
  test(`rubyString() writes ${JSON.stringify(text)}`, (t) => t.is(rubyString(text), literal))

test('rubyString() is read by Ruby, where there is one, as the same text', (t) => {
  const text = '#{`id`} \\#{1} "\'` #$0 %{x} \n\r\t\u0001\u0085 é网'
  const ruby = spawnSync('ruby', ['-e', `print ${rubyString(text)}`], { env: { ...process.env, LC_ALL: 'C.UTF-8' } })
  if (ruby.error === undefined) t.is(ruby.stdout.toString(), text, ruby.stderr.toString())
  else t.log('There is no Ruby')
  t.pass()
})
