import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import test from 'ava'
import { sh } from '../../../../engine/shell.ts'
import { Scratch, shells } from '../../../support/scratch.ts'

function write(path: string, content: string): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, content)
}

for (const shell of shells) {
  const name = shell.join(' ')

  test(`without_nested drops what is below an earlier folder, and nothing else, under ${name}`, (t) => {
    using host = new Scratch(shell)
    for (const folder of ['redis', 'redis-x']) write(host.path(folder, 'one'), '')
    const paths = ['redis', 'redis/one', 'redis-x', 'redis-x/one', 'redis.conf'].map((path) => host.path(path))
    const kept = ['redis', 'redis-x', 'redis.conf'].map((path) => host.path(path))
    const { output } = host.run(sh`printf '%s\\n' ${paths} | without_nested`, '-eu')
    t.deepEqual(output.trimEnd().split('\n'), kept)
  })

  test(`only_data drops folders that no package may take with it under ${name}`, (t) => {
    using host = new Scratch(shell)
    const paths = [
      '/etc/init.d',
      '/etc/default',
      '/var/lib',
      '/var/log',
      '/var/lib/dpkg',
      '/var/cache',
      '/etc',
      '/',
      '/usr',
    ]
    t.is(host.run(sh`printf '%s\\n' ${paths} | only_data`, '-eu').output, '')
    t.is(host.run(sh`printf '%s\\n' /etc/passwd /etc/never-there | only_data`, '-eu').output, '/etc/passwd\n')
  })

  test(`deleted_by_scripts reads what scripts delete with all that is in it under ${name}`, (t) => {
    using host = new Scratch(shell)
    const scripts = sh`has() { [ "$1" = dpkg-query ]; }
known_of() {
  printf '%s\\n' 'userdel redis || true' '	rm -rf /var/lib/redis /var/log/redis "/etc/redis/"' 'rm -f /etc/one' 'rm -fr /srv/x;' 'echo /var/lib/other'
}`
    const { output } = host.run(sh`${scripts}\ndeleted_by_scripts redis`, '-eu')
    t.deepEqual(output.trimEnd().split('\n'), ['/var/lib/redis', '/var/log/redis', '/etc/redis', '/srv/x'])
  })

  test(`changed_in names what nobody brought, and no empty or known file, under ${name}`, (t) => {
    using host = new Scratch(shell)
    write(host.path('known', 'brought'), 'as brought\n')
    write(host.path('empty', 'file'), '')
    write(host.path('edited', 'brought'), 'edited\n')
    write(host.path('large', 'data'), 'x'.repeat(2 * 1024 * 1024))
    const script = sh`printf 'as brought\\n' | md5sum | cut -c1-32 >${host.path('md5s')}
printf '%s\\n' /known /empty /edited /large /never-there | changed_in ${host.path()} ${host.path('md5s')}`
    t.deepEqual(host.run(script, '-eu').output.replaceAll(/^\d+ /gm, '').trimEnd().split('\n'), ['/edited', '/large'])
  })

  test(`drop_in_place drops what is still in place under ${name}`, (t) => {
    using host = new Scratch(shell)
    const there = host.path('there')
    const kept = join(host.root, 'kept')
    for (const file of ['same', 'linked', 'gone', 'replaced', 'folder/gone']) write(join(there, file), file)
    symlinkSync('target', join(there, 'link'))
    const script = sh`mkdir -p ${kept}${dirname(there)}
cp -a ${there} ${kept}${there}
rm ${kept}${there}/linked; ln ${there}/linked ${kept}${there}/linked
rm ${there}/gone; rm -r ${there}/folder
echo other >${there}/replaced
drop_in_place ${kept}`
    t.deepEqual(host.run(script, '-eu'), { status: 0, output: '' })
    const left = ['same', 'linked', 'gone', 'replaced', 'folder/gone', 'link'].filter((file) =>
      existsSync(join(`${kept}${there}`, file)),
    )
    t.deepEqual(left, ['gone', 'replaced', 'folder/gone'])
    host.run(sh`rm -r ${kept}${there}/*; drop_in_place ${kept}`, '-eu')
    t.false(existsSync(`${kept}${there}`))
  })

  test(`put_missing puts back what is gone with its inode, and never replaces other content, under ${name}`, (t) => {
    using host = new Scratch(shell)
    const [kept, there] = [host.path('kept'), host.path('there')]
    for (const file of ['gone', 'folder/gone', '.hidden', 'same']) write(join(kept, file), file)
    write(join(there, 'same'), 'same')
    mkdirSync(join(there, 'folder'))
    chmodSync(join(kept, 'same'), 0o640)
    const { ino } = statSync(join(kept, 'folder', 'gone'))
    t.deepEqual(host.run(sh`put_missing ${kept} ${there}`, '-eu'), { status: 0, output: '' })
    for (const file of ['gone', 'folder/gone', '.hidden', 'same']) t.is(readFileSync(join(there, file), 'utf8'), file)
    t.is(statSync(join(there, 'folder', 'gone')).ino, ino)
    t.is(statSync(join(there, 'same')).mode & 0o777, 0o640)
    write(join(kept, 'same'), 'other')
    const { status, output } = host.run(sh`put_missing ${kept} ${there}`, '-eu')
    t.is(status, 1)
    t.regex(output, /there\/same is there already, so what was kept of it stays in/)
    t.is(readFileSync(join(kept, 'same'), 'utf8'), 'other')
  })

  test(`settle_versions drops what package managers put beside configuration, and nothing older, under ${name}`, (t) => {
    using host = new Scratch(shell)
    const aside = join(host.root, 'home', 'aside')
    write(join(aside, 'roots'), `${host.path('web')}\n${host.path('one.conf')}\n`)
    for (const file of ['web/a.conf.dpkg-dist', 'web/a.conf', 'one.conf']) write(host.path(file), 'ours')
    host.run(sh`list_versions ${aside} | remember ${join(aside, 'versions')}`, '-eu')
    for (const file of ['web/b.conf.dpkg-dist', 'one.conf.rpmnew', 'web/c.conf.rpmsave'])
      write(host.path(file), 'theirs')
    t.deepEqual(host.run(sh`settle_versions ${aside}`, '-eu'), { status: 0, output: '' })
    const left = ['web/a.conf.dpkg-dist', 'web/b.conf.dpkg-dist', 'one.conf.rpmnew', 'web/c.conf.rpmsave', 'web/c.conf']
    t.deepEqual(
      left.filter((file) => existsSync(host.path(file))),
      ['web/a.conf.dpkg-dist', 'web/c.conf'],
    )
  })

  // Captured from apt 2.6.1.
  for (const { what, sources, gone } of [
    {
      what: 'in a package source',
      sources: '        500 http://deb.debian.org/debian bookworm/main amd64 Packages\n',
      gone: '',
    },
    { what: 'in no package source', sources: '', gone: 'gone 1.22.1-9\n' },
  ])
    test(`apt_gone sees a version that is ${what} under ${name}`, (t) => {
      using host = new Scratch(shell)
      const policy = `nginx:
  Installed: 1.22.1-9
  Candidate: 1.22.1-9+deb12u1
  Version table:
     1.22.1-9+deb12u1 500
        500 http://security.debian.org bookworm-security/main amd64 Packages
 *** 1.22.1-9 100
${sources}        100 /var/lib/dpkg/status
     1.20.0-1 500
        500 http://old.example/debian main amd64 Packages
`
      write(host.path('apt-cache'), `#!/bin/sh\ncat <<'END'\n${policy}END\n`)
      chmodSync(host.path('apt-cache'), 0o755)
      t.is(host.run(sh`PATH=${host.path()}:$PATH\napt_gone nginx`, '-eu').output, gone)
    })
}
