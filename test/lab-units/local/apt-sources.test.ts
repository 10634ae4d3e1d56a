import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { debianSources, fromLines, fromStanzas, sourcesOf } from '../../../lab/local/apt-sources.ts'

const STANZAS = `Types: deb
# A comment inside of a stanza
URIs: http://mirror.example/debian
Suites: bookworm bookworm-updates bookworm-backports
Components: main contrib
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

Types: deb
URIs: http://mirror.example/debian-security
Suites: bookworm-security
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

Types: deb-src
URIs: http://mirror.example/debian
Suites: bookworm
Components: main

Enabled: no
Types: deb
URIs: http://off.example/debian
Suites: bookworm
Components: main
`

const THIRD_PARTIES = `deb [arch=amd64 signed-by=/usr/share/keyrings/vendor.gpg] https://vendor.example/apt bookworm main
deb https://vendor.example/apt cloud-sdk-bookworm main
deb http://mirror.example/old bookworm contrib
# deb http://mirror.example/commented bookworm main
deb-src http://mirror.example/debian bookworm main
deb http://mirror.example/one-line bookworm main contrib
`

test('fromStanzas() reads the enabled binary sources of main', (t) => {
  t.deepEqual(
    fromStanzas(STANZAS).map(({ uris, suites }) => [uris, suites]),
    [
      ['http://mirror.example/debian', ['bookworm', 'bookworm-updates', 'bookworm-backports']],
      ['http://mirror.example/debian-security', ['bookworm-security']],
    ],
  )
})

test('fromLines() reads options and ignores comments and source code', (t) => {
  t.deepEqual(fromLines(THIRD_PARTIES), [
    { uris: 'https://vendor.example/apt', suites: ['bookworm'], signedBy: '/usr/share/keyrings/vendor.gpg' },
    { uris: 'https://vendor.example/apt', suites: ['cloud-sdk-bookworm'], signedBy: undefined },
    { uris: 'http://mirror.example/one-line', suites: ['bookworm'], signedBy: undefined },
  ])
})

test("sourcesOf() returns this machine's mirrors for a release that it has no sources for", async (t) => {
  const etc = await mkdtemp(join(tmpdir(), 'apt-'))
  t.teardown(() => rm(etc, { recursive: true }))
  const osRelease = join(etc, 'os-release')
  await mkdir(join(etc, 'sources.list.d'))
  await writeFile(join(etc, 'sources.list.d', 'debian.sources'), STANZAS)
  await writeFile(osRelease, 'ID=debian\nVERSION_CODENAME=bookworm\n')
  const suites = async (suite: string) =>
    [...(await sourcesOf(suite, etc, osRelease)).matchAll(/^Suites: (.*)$/gm)].map(([, names]) => names)
  t.deepEqual(await suites('bookworm'), ['bookworm bookworm-updates', 'bookworm-security'])
  t.deepEqual(await suites('trixie'), ['trixie trixie-updates', 'trixie-security'])
  t.deepEqual(await suites('sid'), ['sid'])
})

test("debianSources() returns only Debian's entries of one release", async (t) => {
  const etc = await mkdtemp(join(tmpdir(), 'apt-'))
  t.teardown(() => rm(etc, { recursive: true }))
  await mkdir(join(etc, 'sources.list.d'))
  await writeFile(join(etc, 'sources.list'), THIRD_PARTIES)
  await writeFile(join(etc, 'sources.list.d', 'debian.sources'), STANZAS)
  const key = 'Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg\n'
  t.is(
    await debianSources('bookworm', etc),
    [
      'Types: deb\nURIs: http://mirror.example/one-line\nSuites: bookworm\nComponents: main\n',
      `Types: deb\nURIs: http://mirror.example/debian\nSuites: bookworm bookworm-updates\nComponents: main\n${key}`,
      `Types: deb\nURIs: http://mirror.example/debian-security\nSuites: bookworm-security\nComponents: main\n${key}`,
    ].join('\n'),
  )
  t.is(await debianSources('trixie', etc), '')
})
