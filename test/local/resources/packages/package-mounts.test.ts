import { existsSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { type Sh, sh } from '../../../../engine/shell.ts'
import { Scratch, shells } from '../../../support/scratch.ts'

/**
 * A host with data of a package, of which a part is on other file systems: `etc/own data` is one, `etc/state/below` another
 * one, and `etc/state/file` a file that is mounted from elsewhere. Undefined if this machine allows no mounts.
 */
function hostWithMounts(shell: readonly string[]) {
  const host = new Scratch(shell)
  const [own, state] = [host.path('own data'), host.path('state')]
  for (const folder of [own, join(state, 'below'), host.path('elsewhere'), host.path('other')])
    mkdirSync(folder, { recursive: true })
  writeFileSync(join(state, 'file'), 'placeholder')
  for (const path of [host.path('elsewhere', 'file'), join(state, 'data')]) writeFileSync(path, 'outside')
  const mounts = [
    [['-t', 'tmpfs', '-o', 'mode=0711,nosuid', 'own'], own],
    [['-t', 'tmpfs', 'below'], join(state, 'below')],
    [['--bind', host.path('elsewhere', 'file')], join(state, 'file')],
    [['-t', 'tmpfs', 'other'], host.path('other')],
  ] as const
  const inside = mounts.map(([words, at]) => host.mount(words, at))
  const [ownInside, below, , other] = inside
  if (ownInside === undefined || below === undefined || other === undefined) {
    host[Symbol.dispose]()
    return undefined
  }
  for (const path of [ownInside, below, other]) writeFileSync(join(path, 'data'), 'mine')
  const aside = join(host.root, 'home', 'aside', 'run', 'package-x')
  mkdirSync(join(aside, 'before'), { recursive: true })
  for (const file of ['passwd', 'group']) writeFileSync(join(aside, 'before', file), '')
  writeFileSync(join(aside, 'roots'), `${own}\n${state}\n`)
  const held = host.path('held')
  return {
    host,
    inside: { own: ownInside, below, other, state: below.slice(0, -'/below'.length) },
    own,
    state,
    aside,
    held,
    run: (script: Sh) => host.run(sh`held_folder() { echo ${held}; }\n${script}`, '-eu'),
    table: () =>
      host
        .run(sh`cut -d ' ' -f 5-6 /proc/self/mountinfo | grep -F ${host.root}`, '')
        .output.replaceAll(host.path(), '')
        .trimEnd()
        .split('\n')
        .sort(),
  }
}

/** Deletes as the scripts of packages do, and fails where something is a mount point. */
const purge = (...roots: readonly string[]) => sh`purge() { beyond_mounts rm -rf ${roots} && echo purged; }`

for (const shell of shells) {
  const name = shell.join(' ')

  test(`points_among lists the mount points at and below paths, also behind a link, under ${name}`, (t) => {
    const it = hostWithMounts(shell)
    // In some containers nothing can be mounted.
    if (it === undefined) return t.pass()
    using host = it.host
    symlinkSync(it.own, host.path('link'))
    const paths = [host.path('link'), it.own, it.state, join(it.state, 'file'), host.path('elsewhere'), '/never-there']
    t.deepEqual(it.run(sh`printf '%s\\n' ${paths} | points_among`), {
      status: 0,
      output: [it.own, join(it.state, 'below'), join(it.state, 'file'), ''].join('\n'),
    })
  })

  test(`a purge deletes what is below its folders, and nothing that is mounted there, under ${name}`, (t) => {
    const it = hostWithMounts(shell)
    if (it === undefined) return t.pass()
    using _ = it.host
    const [before, inode] = [it.table(), statSync(join(it.inside.own, 'data')).ino]
    t.deepEqual(it.run(sh`${purge(it.own, it.state)}\nkeep_and_purge ${it.aside} purge`), {
      status: 0,
      output: 'purged\n',
    })
    t.deepEqual(it.table(), before)
    t.is(statSync(join(it.inside.own, 'data')).ino, inode)
    t.is(readFileSync(join(it.inside.below, 'data'), 'utf8'), 'mine')
    t.is(readFileSync(join(it.inside.state, 'file'), 'utf8'), 'outside')
    t.false(existsSync(join(it.inside.state, 'data')))
    t.is(readFileSync(join(it.aside, 'files', it.state, 'data'), 'utf8'), 'outside', 'what is deleted is kept')
    t.false(existsSync(join(it.aside, 'files', it.own, 'data')), 'what stays is not copied')
    t.false(existsSync(join(it.held, 'run.package-x')))
  })

  test(`what is mounted is in its place again after a purge that fails under ${name}`, (t) => {
    const it = hostWithMounts(shell)
    if (it === undefined) return t.pass()
    using _ = it.host
    const before = it.table()
    const failing = sh`${purge(it.own, it.state)}\nfailing() { purge; exit 7; }\nkeep_and_purge ${it.aside} failing`
    t.is(it.run(failing).status, 7)
    t.deepEqual(it.table(), before)
    t.is(readFileSync(join(it.inside.own, 'data'), 'utf8'), 'mine')
  })

  test(`what is mounted is in its place again after a purge that was killed under ${name}`, (t) => {
    const it = hostWithMounts(shell)
    if (it === undefined) return t.pass()
    using _ = it.host
    const before = it.table()
    const killed = sh`${purge(it.own, it.state)}\nkilled() { purge; trap - EXIT; exit 7; }\nkeep_and_purge ${it.aside} killed`
    t.is(it.run(killed).status, 7)
    t.deepEqual(
      it.table().filter((line) => !line.startsWith('/held/')),
      ['/other rw,relatime'],
      'the kernel unmounts what is on a folder that goes',
    )
    for (const _ of ['first', 'again']) t.deepEqual(it.run(sh`bring_data ${it.aside}`), { status: 0, output: '' })
    t.deepEqual(it.table(), before)
    for (const path of [it.inside.own, it.inside.below, it.inside.other])
      t.is(readFileSync(join(path, 'data'), 'utf8'), 'mine')
    t.is(readFileSync(join(it.inside.state, 'data'), 'utf8'), 'outside')
    t.is(readFileSync(join(it.state, 'file'), 'utf8'), 'placeholder', 'what is below a mount is back, too')
  })

  test(`a host that cannot hide a mount removes nothing under ${name}`, (t) => {
    const it = hostWithMounts(shell)
    if (it === undefined) return t.pass()
    using host = it.host
    host.pretend('unshare', 'exit 1')
    const { status, output } = it.run(sh`${purge(it.own)}\nkeep_and_purge ${it.aside} purge`)
    t.is(status, 1)
    t.regex(output, /own data is a file system of its own, which this host cannot hide .*: unmount it first/)
    t.is(readFileSync(join(it.inside.own, 'data'), 'utf8'), 'mine')
    // Without a file system of its own, nothing has to be hidden.
    writeFileSync(join(it.aside, 'roots'), `${host.path('elsewhere')}\n`)
    t.deepEqual(it.run(sh`${purge(host.path('elsewhere'))}\nkeep_and_purge ${it.aside} purge`), {
      status: 0,
      output: 'purged\n',
    })
  })

  test(`a mount that an automount made is refused, as that would not come back, under ${name}`, (t) => {
    using host = new Scratch(shell)
    const points = host.path('points')
    writeFileSync(points, '/srv/auto\n')
    const automounted = sh`automounts_on() { true; }\nbeyond_mounts() { true; }\ncan_hide ${points}`
    t.is(host.run(automounted, '-eu').status, 1)
    t.is(host.run(sh`beyond_mounts() { true; }\ncan_hide ${points}`, '-eu').status, 0)
  })
}
