import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { sh } from '../../engine/shell.ts'
import { Scratch, shells } from './scratch.ts'

/** A dpkg that owns no file here, and has the digests of the package `web` alone. */
const dpkg = sh`
list_placed() { find "$etc" | LC_ALL=C sort; }
sort_owned() { :; }
has() { [ "$1" = dpkg-query ]; }
digests_of_packages() { for package; do if [ "$package" = web ]; then echo "$EVENKEEL_STEP/web.md5sums"; fi; done; }
printf 'first page' | md5sum | sed 's/-$/usr\\/share\\/web\\/index.html/' >"$EVENKEEL_STEP/web.md5sums"`

for (const shell of shells) {
  const name = shell.join(' ')
  const prepared = (placed: readonly string[] | undefined) => {
    const host = new Scratch(shell)
    const record = join(host.root, 'home', 'packages', 'web')
    mkdirSync(record, { recursive: true })
    mkdirSync(host.path('www'))
    for (const [file, content] of Object.entries({
      sshd_config: 'first page',
      'www/index.html': 'first page',
      'www/own': 'mine',
    }))
      writeFileSync(host.path(file), content)
    if (placed !== undefined) writeFileSync(join(record, 'placed'), placed.map((path) => `${path}\n`).join(''))
    return { host, record }
  }
  const taken = (host: Scratch, record: string, packages: string) =>
    host.run(sh`etc=${host.path()}\n${dpkg}\nnote_copied ${record} ${packages}\nremove_copied ${record}`, '-eu')

  test(`the copies that a package's scripts made go, nothing else under ${name}`, (t) => {
    const { host, record } = prepared([])
    using _host = host
    writeFileSync(join(record, 'placed'), [host.path(), host.path('sshd_config')].map((path) => `${path}\n`).join(''))
    t.deepEqual(taken(host, record, 'web'), { status: 0, output: '' })
    t.false(existsSync(host.path('www', 'index.html')))
    t.true(existsSync(host.path('www', 'own')))
    t.true(existsSync(host.path('sshd_config')))
  })

  test(`a copy of what another package brought stays under ${name}`, (t) => {
    const { host, record } = prepared(['/'])
    using _host = host
    t.deepEqual(taken(host, record, 'other'), { status: 0, output: '' })
    t.true(existsSync(host.path('sshd_config')))
  })

  for (const [what, placed] of [
    ['empty', []],
    ['missing', undefined],
  ] as const)
    test(`with the list of what was there ${what}, nothing goes under ${name}`, (t) => {
      const { host, record } = prepared(placed)
      using _host = host
      t.deepEqual(taken(host, record, 'web'), { status: 0, output: '' })
      t.true(existsSync(host.path('sshd_config')))
      t.true(existsSync(host.path('www', 'index.html')))
    })
}
