import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { type FileState, file } from '../../../../engine/resources/file.ts'
import type { Display } from '../../../../engine/resources/preview/content-lines.ts'
import { restore } from '../../../../engine/resources/registry.ts'
import { Secret, text } from '../../../../engine/secrets.ts'
import { me, Scratch, shells } from '../../../support/scratch.ts'

for (const shell of shells) {
  const name = shell.join(' ')

  test(`file() writes, reads back, and undoes to absence under ${name}`, async (t) => {
    using host = new Scratch(shell)
    const path = host.path("it's; $(odd) *.conf")
    const described = file({ path, content: 'a\n\0b', mode: '0640', ...me })
    t.is(host.state(described), null)
    for (const _ of ['first', 'again']) {
      t.deepEqual(await host.converge(described, null, described.desired), { status: 0, output: '' })
      t.deepEqual(host.state(described), described.desired)
    }
    t.is(statSync(path).mode & 0o7777, 0o640)
    t.is(readFileSync(path, 'latin1'), 'a\n\0b')
    t.is((await host.converge(described, described.desired, null)).status, 0)
    t.deepEqual(readdirSync(host.path()), [])
  })

  test(`file() restores the content and mode that it found under ${name}`, async (t) => {
    using host = new Scratch(shell)
    const path = host.path('motd')
    writeFileSync(path, 'old')
    chmodSync(path, 0o600)
    const described = file({ path, content: 'new', ...me })
    const before = host.state(described)
    t.is((await host.converge(described, before, described.desired)).status, 0)
    t.is(host.text('motd'), 'new')
    t.is((await host.converge(described, described.desired, before)).status, 0)
    t.deepEqual(host.state(described), before)
    t.is(host.text('motd'), 'old')
    t.deepEqual(readdirSync(host.path()), ['motd'])
  })

  test(`file() is undone from a journal under ${name}`, async (t) => {
    using host = new Scratch(shell)
    writeFileSync(host.path('a'), 'old')
    const described = file({ path: host.path('a'), content: 'new', ...me })
    const before = host.state(described)
    await host.converge(described, before, described.desired)
    const spec = JSON.parse(JSON.stringify(described.spec)) as object
    const journalled = restore('file', spec)
    const back = JSON.parse(JSON.stringify(before))
    t.is((await host.converge(journalled, described.desired, back)).status, 0)
    t.is(host.text('a'), 'old')
  })

  test(`file() changes nothing if the validator refuses the candidate under ${name}`, async (t) => {
    using host = new Scratch(shell)
    writeFileSync(host.path('a.conf'), 'good')
    const described = file({ path: host.path('a.conf'), content: 'bad', validate: 'grep -H good %', ...me })
    const { status, output } = await host.converge(described, host.state(described), described.desired)
    t.not(status, 0)
    t.regex(output, /its validator refused/)
    t.is(host.text('a.conf'), 'good')
    t.deepEqual(readdirSync(host.path()), ['a.conf'])
  })

  test(`file() puts the old file back if the validator refuses the whole configuration under ${name}`, async (t) => {
    using host = new Scratch(shell)
    const validate = `if grep bad ${host.path()}/*.conf; then exit 1; fi`
    const first = file({ path: host.path('a.conf'), content: 'bad', validate, ...me })
    const refused = await host.converge(first, null, first.desired)
    t.regex(refused.output, /bad[\s\S]*is as it was again/)
    t.deepEqual(readdirSync(host.path()), [])
    writeFileSync(host.path('a.conf'), 'good')
    const before = host.state(first)
    t.not((await host.converge(first, before, first.desired)).status, 0)
    t.deepEqual(host.state(first), before)
    const fine = file({ path: host.path('a.conf'), content: 'fine', validate, ...me })
    t.is((await host.converge(fine, before, fine.desired)).status, 0)
    t.deepEqual(readdirSync(host.path()), ['a.conf'])
  })

  test(`file() is undone without the validator under ${name}`, async (t) => {
    using host = new Scratch(shell)
    writeFileSync(host.path('a'), 'broken when it was found')
    const described = file({ path: host.path('a'), content: 'good', validate: 'grep -q good %', ...me })
    const before = host.state(described)
    t.is((await host.converge(described, before, described.desired)).status, 0)
    t.is((await host.converge(described, described.desired, before)).status, 0)
    t.deepEqual(host.state(described), before)
  })

  test(`file() refuses anything but a regular file under ${name}`, (t) => {
    using host = new Scratch(shell)
    mkdirSync(host.path('folder'))
    symlinkSync('/etc/passwd', host.path('link'))
    for (const [entry, why] of [
      ['folder', /is a directory/],
      ['link', /is a symbolic link to \/etc\/passwd/],
    ] as const) {
      t.throws(() => host.read(file({ path: host.path(entry), content: '' })), { message: why })
    }
  })

  test(`file() neither follows nor touches a link planted beside it under ${name}`, async (t) => {
    using host = new Scratch(shell)
    writeFileSync(join(host.root, 'precious'), 'untouched')
    symlinkSync(join(host.root, 'precious'), host.path('.a.evenkeel'))
    const described = file({ path: host.path('a'), content: 'x', ...me })
    t.is((await host.converge(described, null, described.desired)).status, 0)
    t.is(readFileSync(join(host.root, 'precious'), 'utf8'), 'untouched')
    t.false(lstatSync(host.path('a')).isSymbolicLink())
    t.deepEqual(readdirSync(host.path()).sort(), ['.a.evenkeel', 'a'])
  })

  test(`file() follows no link in a folder that others can write under ${name}`, async (t) => {
    using host = new Scratch(shell)
    mkdirSync(host.path('real'))
    mkdirSync(host.path('open'))
    chmodSync(host.path('open'), 0o777)
    symlinkSync(host.path('real'), host.path('open', 'way'))
    const planted = file({ path: host.path('open', 'way', 'a'), content: 'x', ...me })
    t.regex((await host.converge(planted, null, planted.desired)).output, /a symbolic link leads from there/)
    const plain = file({ path: host.path('open', 'a'), content: 'x', validate: 'test -f %', ...me })
    t.is((await host.converge(plain, null, plain.desired)).status, 0)
    t.deepEqual(readdirSync(host.path('open')).sort(), ['a', 'way'])
  })
}

test('file() shows both sides of a change, with secrets redacted on both', (t) => {
  using host = new Scratch(['sh'])
  writeFileSync(host.path('a'), 'user = x\n  password = older-one\n')
  const content = text`user = y\npassword = ${new Secret('new-one', 'test')}\n`
  const described = file({ path: host.path('a'), content, ...me })
  const preview = host.preview(described)
  t.deepEqual(described.stateLines(host.state(described), preview).slice(1), ['user = x', '  password = ***'])
  t.deepEqual(described.stateLines(described.desired, preview).slice(1), ['user = y', 'password = ***'])
})

test('file() shows of an old text beside a secret only what the new text shows, whatever the key of the old secret was', (t) => {
  using host = new Scratch(['sh'])
  const old = 'user = x\npassphrase: older-one\n# was: older-one\nport = 1\n\nhost = a\nsecret-of x older-one\n'
  writeFileSync(host.path('a'), old)
  const content = text`user = y\nport = 1\n\nsecret-of y ${new Secret('new-one', 'test')}\nauth ${new Secret('new-one', 'test')}\n`
  const lines = (mode: string, display?: Display) => {
    chmodSync(host.path('a'), Number.parseInt(mode, 8))
    const described = file({ path: host.path('a'), content, mode, ...me })
    return described.stateLines(host.state(described), host.preview(described), display).slice(1)
  }
  t.deepEqual(lines('0644'), ['user = x', '***', 'port = 1', '', '***'])
  t.deepEqual(lines('0640'), ['***', 'port = 1', '', '***'])
  t.deepEqual(lines('0640', { redactDigest: () => 'secret', showsPrivate: true }), [
    'user = x',
    'passphrase: ***',
    '# was: older-one',
    'port = 1',
    '',
    'host = a',
    'secret-of ***',
  ])
})

test('file() shows only the size of an old text that not everybody may read if nothing of it is described', (t) => {
  using host = new Scratch(['sh'])
  writeFileSync(host.path('a'), 'theirs\n\n')
  for (const [mode, shown] of [
    [0o600, ['8 bytes, not shown: not everybody may read it']],
    [0o640, ['8 bytes, not shown: not everybody may read it']],
    [0o604, ['theirs', '']],
  ] as const) {
    chmodSync(host.path('a'), mode)
    const described = file({ path: host.path('a'), content: 'ours\n\n', mode: '0600', ...me })
    t.deepEqual(described.stateLines(host.state(described), host.preview(described)).slice(1), shown)
  }
})

test('file() does not take the text on the host for another one of the same size', (t) => {
  using host = new Scratch(['sh'])
  writeFileSync(host.path('a'), 'abc\n')
  const described = file({ path: host.path('a'), content: 'x', ...me })
  const found = host.state(described) as FileState
  const other = { ...found, sha256: 'f'.repeat(64) }
  t.deepEqual(described.stateLines(other, host.preview(described)).slice(1), [`4 bytes, sha256 ${'f'.repeat(12)}…`])
})

test('file() shows only size and digest of a binary or big file', (t) => {
  using host = new Scratch(['sh'])
  writeFileSync(host.path('bytes'), Buffer.from([0, 255, 1]))
  writeFileSync(host.path('big'), '')
  truncateSync(host.path('big'), 65_537)
  for (const [entry, size] of [
    ['bytes', 3],
    ['big', 65_537],
  ] as const) {
    const described = file({ path: host.path(entry), content: 'text', ...me })
    const [, ...lines] = described.stateLines(host.state(described), host.preview(described))
    t.is(lines.length, 1)
    t.regex(lines.join(), new RegExp(`^${size} bytes, sha256 `))
  }
})

test('file() shows the text of a copied file as that of written content, unless it is private', (t) => {
  using host = new Scratch(['sh'])
  const source = host.path('source')
  writeFileSync(host.path('a'), 'old\nshared\n')
  const lines = (text: string, mode: string, display?: Display) => {
    writeFileSync(source, text)
    chmodSync(host.path('a'), Number.parseInt(mode, 8))
    const described = file({ path: host.path('a'), source, mode, ...me })
    const state = [host.state(described), described.desired]
    return state.map((one) => described.stateLines(one as FileState, host.preview(described), display).slice(1))
  }
  t.deepEqual(lines('shared\nnew\n', '0644'), [
    ['old', 'shared'],
    ['shared', 'new'],
  ])
  const size = '11 bytes, not shown: not everybody may read it'
  t.deepEqual(lines('shared\nnew\n', '0640'), [[size], [size]])
  const shown = { redactDigest: () => 'secret', showsPrivate: true }
  t.deepEqual(lines('shared\nnew\n', '0640', shown), [
    ['old', 'shared'],
    ['shared', 'new'],
  ])
  const key = '-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl\n'
  t.regex(lines(key, '0644')[1]?.join() ?? '', /^41 bytes, sha256 /)
  t.regex(lines('a\0b', '0644')[1]?.join() ?? '', /^3 bytes, sha256 /)
  t.regex(lines('x'.repeat(65_537), '0644')[1]?.join() ?? '', /^65537 bytes, sha256 /)
})

test('file() redacts the whole old file if the new one begins with a secret', (t) => {
  using host = new Scratch(['sh'])
  writeFileSync(host.path('key'), 'older\nkey\n')
  const described = file({ path: host.path('key'), content: new Secret('newer', 'test'), ...me })
  t.deepEqual(described.stateLines(host.state(described), host.preview(described)).slice(1), ['***'])
})
