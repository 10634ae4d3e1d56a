import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import test from 'ava'
import { sh } from '../../../../engine/shell.ts'
import { Scratch, shells } from '../../../support/scratch.ts'

/** A dpkg that owns no file here, and lists the files of the package `web`. */
const dpkg = sh`
list_placed() { find "$etc" | LC_ALL=C sort; }
list_folders() { find "$etc" -type d | LC_ALL=C sort; }
owned_among() { grep -xF "$etc/shared" "$1" || true; }
has() { [ "$1" = dpkg-query ]; }
known_of() {
  case $* in
  "md5sums web") printf 'first page' | md5sum ;;
  "list web") printf '%s\n' "$etc" "$etc/there" "$etc/shared" "$etc/own" "$etc/own/dev" "$etc/full" ;;
  esac
}`

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
  const removeCopies = (host: Scratch, record: string, packages: string) =>
    host.run(sh`etc=${host.path()}\n${dpkg}\nnote_copied ${record} ${packages}\nremove_copied ${record}`, '-eu')

  test(`remove_copied removes copies that a package's scripts made, and nothing else, under ${name}`, (t) => {
    const { host, record } = prepared([])
    using _host = host
    writeFileSync(join(record, 'placed'), [host.path(), host.path('sshd_config')].map((path) => `${path}\n`).join(''))
    t.deepEqual(removeCopies(host, record, 'web'), { status: 0, output: '' })
    t.false(existsSync(host.path('www', 'index.html')))
    t.true(existsSync(host.path('www', 'own')))
    t.true(existsSync(host.path('sshd_config')))
  })

  test(`remove_copied leaves copies of another package's files under ${name}`, (t) => {
    const { host, record } = prepared(['/'])
    using _host = host
    t.deepEqual(removeCopies(host, record, 'other'), { status: 0, output: '' })
    t.true(existsSync(host.path('sshd_config')))
  })

  for (const [title, placed] of [
    ['empty', []],
    ['missing', undefined],
  ] as const)
    test(`remove_copied removes nothing if the list of earlier files is ${title} under ${name}`, (t) => {
      const { host, record } = prepared(placed)
      using _host = host
      t.deepEqual(removeCopies(host, record, 'web'), { status: 0, output: '' })
      t.true(existsSync(host.path('sshd_config')))
      t.true(existsSync(host.path('www', 'index.html')))
    })

  test(`remove_own_folders removes folders of a removed package with the sockets in them under ${name}`, async (t) => {
    using host = new Scratch(shell)
    const record = join(host.root, 'home', 'packages', 'web')
    mkdirSync(record, { recursive: true })
    mkdirSync(host.path('there'))
    writeFileSync(join(record, 'folders'), [host.path(), host.path('there')].map((path) => `${path}\n`).join(''))
    for (const folder of ['shared', 'own/dev', 'full']) mkdirSync(host.path(folder), { recursive: true })
    writeFileSync(host.path('full', 'work'), 'mine')
    const log = createServer().listen(host.path('own', 'dev', 'log'))
    await once(log, 'listening')
    t.teardown(() => log.close())
    t.deepEqual(
      host.run(sh`etc=${host.path()}\n${dpkg}\nremove_own_folders "$(list_own_folders ${record} web)"`, '-eu'),
      { status: 0, output: '' },
    )
    t.deepEqual(readdirSync(host.path()).sort(), ['full', 'shared', 'there'])
  })
}
