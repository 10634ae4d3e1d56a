import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { sh } from '../../../engine/shell.ts'
import { Scratch, shells } from '../../support/scratch.ts'

/** A host on which evenkeel has made the account app, with the home etc/app. */
function withAccount(shell: readonly string[]) {
  const host = new Scratch(shell)
  const made = join(host.root, 'home', 'users', 'app')
  const aside = join(host.root, 'home', 'aside', 'step', 'user-app')
  mkdirSync(made, { recursive: true })
  mkdirSync(host.path('app'))
  writeFileSync(host.path('app', '.profile'), 'export A=1\n')
  writeFileSync(join(made, 'home'), `${host.path('app')}\n`)
  host.run(sh`describe_tree ${host.path('app')} >${join(made, 'contents')}`, '-eu')
  const take = (run = '') => host.run(sh`EVENKEEL_RUN=${run}\ntake_home ${host.path('app')} ${made} ${aside}`, '-eu')
  return { host, made, aside, take }
}

for (const shell of shells) {
  const name = shell.join(' ')

  test(`take_home moves a home aside in which somebody wrote, and names it, under ${name}`, (t) => {
    const { host, aside, take } = withAccount(shell)
    using _host = host
    writeFileSync(host.path('app', 'work'), 'mine')
    const before = statSync(host.path('app'))
    t.deepEqual(take(), { status: 0, output: '' })
    t.false(existsSync(host.path('app')))
    t.is(readFileSync(join(aside, 'home', 'work'), 'utf8'), 'mine')
    t.is(statSync(join(aside, 'home')).ino, before.ino)
    t.is(statSync(join(host.root, 'home', 'aside')).mode & 0o777, 0o700)
    t.regex(readFileSync(join(aside, '..', 'index'), 'utf8'), new RegExp(`^\\d+ ${host.path('app')} ${aside}/home\n$`))
  })

  test(`take_home names no home that is as it came under ${name}`, (t) => {
    const { host, aside, take } = withAccount(shell)
    using _host = host
    t.deepEqual(take(), { status: 0, output: '' })
    t.false(existsSync(host.path('app')))
    t.true(existsSync(join(aside, 'home', '.profile')))
    t.false(existsSync(join(aside, '..', 'index')))
  })

  for (const [what, change] of [
    ['another mode', (path: string) => sh`chmod 0600 ${path}`],
    [
      'other content of the same size and time',
      (path: string) => sh`printf 'export A=2\\n' >${path}; touch -d @0 ${path}`,
    ],
    ['another file', (path: string) => sh`: >${path}.new`],
    ['one file less', (path: string) => sh`rm ${path}`],
  ] as const)
    test(`preview_user_removal names a home with ${what} under ${name}`, (t) => {
      const { host } = withAccount(shell)
      using _host = host
      const preview = () => host.run(sh`preview_user_removal app`, '').output
      t.is(preview(), '')
      host.run(change(host.path('app', '.profile')), '-eu')
      t.regex(preview(), new RegExp(`^aside \\d+ ${host.root}/home/aside ${host.path('app')}\n$`))
      // Over ssh, nothing says where evenkeel keeps its records.
      t.deepEqual(host.run(sh`unset EVENKEEL_HOME; set -u\npreview_user_removal app`, ''), { status: 0, output: '' })
    })

  test(`a home that holds a file system of its own stays, and is named with its size, under ${name}`, (t) => {
    const { host, take } = withAccount(shell)
    using _host = host
    mkdirSync(host.path('app', 'data'))
    const mounted = host.mount(['-t', 'tmpfs', 'none'], host.path('app', 'data'))
    // In some containers nothing can be mounted.
    if (mounted === undefined) return t.pass()
    writeFileSync(join(mounted, 'work'), 'mine')
    const size = host.run(sh`kilobytes_of ${host.path('app')}`, '').output.trimEnd()
    t.is(host.run(sh`preview_user_removal app`, '').output, `stays ${size} ${host.path('app')}\n`)
    const run = join(host.root, 'home', 'runs', 'first')
    mkdirSync(run, { recursive: true })
    t.deepEqual(take(run), { status: 0, output: '' })
    t.is(readFileSync(join(mounted, 'work'), 'utf8'), 'mine')
    t.true(existsSync(host.path('app', '.profile')))
    t.is(
      readFileSync(join(run, 'events'), 'utf8'),
      `kept ${host.path('app')} (${size} KB) stays: it is a mount point, or holds one\n`,
    )
  })

  test(`put_back restores the home, and never replaces one that is there, under ${name}`, (t) => {
    const { host, aside, take } = withAccount(shell)
    using _host = host
    writeFileSync(host.path('app', 'work'), 'mine')
    take()
    const putBack = () => host.run(sh`put_back ${join(aside, 'home')} ${host.path('app')}`, '-eu')
    mkdirSync(host.path('app'))
    t.is(putBack().status, 1)
    t.regex(putBack().output, /is there, so what was moved aside from there stays in/)
    renameSync(host.path('app'), host.path('other'))
    t.deepEqual(putBack(), { status: 0, output: '' })
    t.is(readFileSync(host.path('app', 'work'), 'utf8'), 'mine')
    t.deepEqual(putBack(), { status: 0, output: '' })
  })

  test(`kept_aside finds what this run, or the run that it rolls back, keeps, and nothing else, under ${name}`, (t) => {
    using host = new Scratch(shell)
    const run = join(host.root, 'home', 'runs', 'second')
    mkdirSync(run, { recursive: true })
    const kept = (rollbackOf: string) => {
      writeFileSync(join(run, 'header.json'), JSON.stringify({ run: 'second', rollbackOf }))
      return host.run(sh`EVENKEEL_RUN=${run}\nkept_aside user-app`, '-eu').output
    }
    const first = join(host.root, 'home', 'aside', 'first', 'user-app')
    host.run(sh`begin_aside ${first}`, '-eu')
    t.is(kept('first'), first)
    t.is(kept('other'), '')
    host.run(sh`EVENKEEL_RUN=${run}\nbegan_from ${first} user-app`, '-eu')
    t.is(host.run(sh`EVENKEEL_RUN=${run}\naside_folder user-app`, '-eu').output, first)
  })

  test(`note_aside tells the controller once, in one line, under ${name}`, (t) => {
    using host = new Scratch(shell)
    const run = join(host.root, 'home', 'runs', 'first')
    mkdirSync(run, { recursive: true })
    const aside = join(host.root, 'home', 'aside', 'first', 'user-app')
    mkdirSync(aside, { recursive: true })
    const note = sh`EVENKEEL_RUN=${run}\nnote_aside ${aside} 4 ${'/home/a\nrest applied 1'} ${`${aside}/home`}`
    for (const _ of [1, 2]) t.deepEqual(host.run(note, '-eu'), { status: 0, output: '' })
    t.is(
      readFileSync(join(run, 'events'), 'utf8'),
      `kept /home/a?rest?applied?1 (4 KB) had changed, and is kept in ${aside}/home\n`,
    )
  })

  test(`keep_account keeps the lines of one account under ${name}`, (t) => {
    using host = new Scratch(shell)
    const lines: Readonly<Record<string, string>> = {
      passwd: 'app:x:1000:1000::/home/app:/bin/sh\napp.x:x:1001:1001::/home/x:/bin/sh\n',
      shadow: 'app:$y$hash:20786:0:90:7:::\napp.x:!:1::::::\n',
      group: 'adm:x:4:app\nweb:x:5:app.x,app\napps:x:6:app.x\napp:x:1000:\n',
      subuid: 'app:100000:65536\napp:200000:65536\napp.x:300000:65536\n',
    }
    for (const [file, content] of Object.entries(lines)) writeFileSync(host.path(file), content)
    const folder = join(host.root, 'home', 'account')
    t.deepEqual(host.run(sh`keep_account app ${host.path()} ${folder}`, '-eu'), { status: 0, output: '' })
    const kept = (file: string) => readFileSync(join(folder, file), 'utf8')
    t.is(kept('passwd'), 'app:x:1000:1000::/home/app:/bin/sh\n')
    t.is(kept('shadow'), 'app:$y$hash:20786:0:90:7:::\n')
    t.is(kept('groups'), 'adm\nweb\n')
    t.is(kept('group'), 'app:x:1000:\n')
    t.is(kept('subuid'), 'app:100000:65536\napp:200000:65536\n')
    t.is(kept('subgid'), '')
    t.regex(host.run(sh`keep_account ldap ${host.path()} ${folder}.2`, '-eu').output, /of a directory service/)
  })
}
