import { execFileSync, spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { directory } from '../../../engine/resources/directory.ts'
import { file } from '../../../engine/resources/file.ts'
import { link } from '../../../engine/resources/link.ts'
import type { Resource } from '../../../engine/resources/resource.ts'
import { sh } from '../../../engine/shell.ts'
import { me, Scratch, shells } from '../../support/scratch.ts'

const isRoot = process.getuid?.() === 0

/** Runs a program if this machine has it; what it prints. */
function tool(program: string, ...words: readonly string[]): string {
  const { stdout, status } = spawnSync(program, words, { encoding: 'utf8' })
  return status === 0 ? stdout : ''
}

/** All that is known of a file: of what the undo must bring back, only the time of its last change of status differs. */
function factsOf(path: string) {
  const { ino, mode, uid, gid, size, mtimeMs, nlink, blocks } = lstatSync(path)
  const attributes = [
    tool('getfacl', '-cpn', path),
    tool('getfattr', '-dhm', '-', '-e', 'hex', path),
    tool('getcap', path),
    tool('lsattr', '-d', path),
  ]
  return { ino, mode, uid, gid, size, mtimeMs, nlink, blocks, attributes }
}

const forward = (host: Scratch, resource: Resource) => host.converge(resource, host.state(resource), resource.desired)

/** A change and its undo; the facts in between are in the result. */
async function thereAndBack(t: ExecutionContext, host: Scratch, resource: Resource): Promise<void> {
  const before = host.state(resource)
  t.deepEqual(await host.converge(resource, before, resource.desired), { status: 0, output: '' })
  t.deepEqual(host.state(resource), resource.desired)
  for (const _ of ['first', 'again'])
    t.deepEqual(await host.undo(resource, before, resource.desired), { status: 0, output: '' })
  t.deepEqual(host.state(resource), before)
}

for (const shell of shells) {
  const name = shell.join(' ')

  test(`undo brings back the very file, with all that it had, under ${name}`, async (t) => {
    using host = new Scratch(shell)
    const path = host.path('tool')
    writeFileSync(path, 'old')
    chmodSync(path, 0o664)
    tool('setfacl', '-m', 'g::r--,u:daemon:rw-,m::rw-', path)
    tool('setfattr', '-n', 'user.note', '-v', 'mine', path)
    if (isRoot) tool('setcap', 'cap_net_bind_service=ep', path)
    utimesSync(path, 1_000_000_000, 1_000_000_000)
    linkSync(path, host.path('other name'))
    const before = factsOf(path)
    await thereAndBack(t, host, file({ path, content: 'new', ...me }))
    t.deepEqual(factsOf(path), before)
    await thereAndBack(t, host, file({ path, state: 'absent' }))
    t.deepEqual(factsOf(path), before)
    t.deepEqual(readdirSync(host.path('..', 'home', 'backups')), [])
  })

  test(`a new file gets what the old one had and is not described under ${name}`, async (t) => {
    using host = new Scratch(shell)
    const path = host.path('tool')
    writeFileSync(path, 'old')
    tool('setfacl', '-m', 'u:daemon:r--', path)
    tool('setfattr', '-n', 'user.note', '-v', 'mine', path)
    if (isRoot) tool('setcap', 'cap_net_bind_service=ep', path)
    const { attributes } = factsOf(path)
    t.is((await forward(host, file({ path, content: 'new', ...me }))).status, 0)
    t.deepEqual(factsOf(path).attributes, attributes)
  })

  test(`a sparse file costs no space under ${name}`, async (t) => {
    using host = new Scratch(shell)
    const path = host.path('disk')
    writeFileSync(path, '')
    truncateSync(path, 300 * 1024 * 1024)
    const before = factsOf(path)
    const described = file({ path, content: 'small', ...me })
    const found = host.state(described)
    t.is((await host.converge(described, found, described.desired)).status, 0)
    const used = execFileSync('du', ['-sk', host.root], { encoding: 'utf8' })
    t.true(Number(used.split('\t')[0]) < 2000, used)
    t.is((await host.undo(described, found, described.desired)).status, 0)
    t.deepEqual(factsOf(path), before)
  })

  test(`accounts of directory services keep their names under ${name}`, async (t) => {
    using host = new Scratch(shell)
    host.pretend(
      'stat',
      `/usr/bin/stat "$@" | sed -e 's/^${me.owner}$/CORP\\\\bob/;t' -e 's/^${me.group}$/domain users/'`,
    )
    const path = host.path('a')
    writeFileSync(path, 'old')
    const described = file({ path, content: 'new', ...me })
    const before = host.state(described)
    t.like(before, { owner: 'CORP\\bob', size: 3 })
    const owned = factsOf(path)
    t.is((await host.converge(described, before, described.desired)).status, 0)
    t.is((await host.undo(described, before, described.desired)).status, 0)
    t.deepEqual(factsOf(path), owned)
    mkdirSync(host.path('folder'))
    const folder = directory({ path: host.path('folder'), mode: '0700', ...me })
    const found = host.state(folder)
    t.like(found, { owner: 'CORP\\bob' })
    t.is((await host.converge(folder, found, folder.desired)).status, 0)
    t.deepEqual(await host.undo(folder, found, folder.desired), { status: 0, output: '' })
    t.deepEqual(host.state(folder), found)
  })

  for (const target of ['mnt\\backup', 'a\\cb', '-t/dir', 'ends in a blank ', 'ends in newlines\n\n', 'x|', 'é\t*'])
    test(`a link to ${JSON.stringify(target)} is read, written and brought back as it is under ${name}`, async (t) => {
      using host = new Scratch(shell)
      const path = host.path('l')
      symlinkSync(target, path)
      const described = link({ path, target: 'elsewhere' })
      t.deepEqual(host.state(described), { target })
      const before = factsOf(path)
      await thereAndBack(t, host, described)
      t.deepEqual(factsOf(path), before)
      // As a later run does, which may not have the link itself any more.
      rmSync(path)
      t.deepEqual(await host.converge(described, null, { target }), { status: 0, output: '' })
      t.is(readlinkSync(path), target)
    })

  test(`nothing stays behind if the rename is refused under ${name}`, async (t) => {
    using host = new Scratch(shell)
    const path = host.path('closed', 'a')
    mkdirSync(host.path('closed'))
    writeFileSync(path, 'old')
    const described = file({ path, content: 'new', ...me })
    const found = host.state(described)
    const before = factsOf(path)
    // Root is only refused by an attribute, which not every file system has.
    if (isRoot) tool('chattr', '+i', host.path('closed'))
    else chmodSync(host.path('closed'), 0o555)
    const { status, output } = await host.converge(described, found, described.desired)
    if (isRoot) tool('chattr', '-i', host.path('closed'))
    else chmodSync(host.path('closed'), 0o755)
    if (status === 0) return t.true(isRoot)
    t.regex(output, /stays as it is: it cannot be replaced/)
    t.deepEqual(await host.undo(described, found, described.desired), { status: 0, output: '' })
    t.deepEqual(factsOf(path), before)
    t.deepEqual(readdirSync(host.path('closed')), ['a'])
    t.deepEqual(readdirSync(host.path('..', 'home', 'backups')), [])
  })

  test(`an immutable file is told in the plan and left as it is under ${name}`, async (t) => {
    using host = new Scratch(shell)
    const path = host.path('a')
    writeFileSync(path, 'old')
    const described = file({ path, content: 'new', ...me })
    tool('chattr', '+i', path)
    if (!tool('lsattr', '-d', path).split(' ')[0]?.includes('i'))
      return t.deepEqual(described.notes(host.preview(described)), [])
    t.regex(described.notes(host.preview(described)).join(), /immutable or append-only/)
    const { status, output } = await forward(host, described)
    tool('chattr', '-i', path)
    t.not(status, 0)
    t.regex(output, /is immutable or append-only \(see lsattr\), so it is left as it is/)
    t.is(host.text('a'), 'old')
  })

  test(`other names of a file are told in the plan and keep the old content under ${name}`, async (t) => {
    using host = new Scratch(shell)
    writeFileSync(host.path('a'), 'old')
    linkSync(host.path('a'), host.path('b'))
    linkSync(host.path('a'), host.path('c'))
    const described = file({ path: host.path('a'), content: 'new', ...me })
    t.deepEqual(described.notes(host.preview(described)), [
      'there are 2 other names of this file: the old content stays there',
    ])
    t.deepEqual(described.stateLines(host.state(described), host.preview(described)).slice(1), [
      'old (no newline at the end)',
    ])
    t.is((await forward(host, described)).status, 0)
    t.is(host.text('b'), 'old')
  })

  test(`what somebody made of a file after the step is kept under another name under ${name}`, async (t) => {
    using host = new Scratch(shell)
    const edits: readonly ((path: string) => void)[] = [
      (path) => writeFileSync(path, 'edited'),
      (path) => {
        rmSync(path)
        writeFileSync(path, 'edited')
      },
    ]
    for (const before of ['old', null])
      for (const edit of edits) {
        const path = host.path('a')
        if (before === null) rmSync(path, { force: true })
        else writeFileSync(path, before)
        const described = file({ path, content: 'new', ...me })
        const found = host.state(described)
        t.is((await host.converge(described, found, described.desired)).status, 0)
        edit(path)
        const { status, output } = await host.undo(described, found, described.desired)
        t.is(status, 0)
        const [, kept = ''] =
          output.match(/^somebody changed .* after this run wrote it: that version is now (.*)$/m) ?? []
        t.is(readFileSync(kept, 'utf8'), 'edited')
        t.deepEqual(host.state(described), found)
      }
  })

  test(`an equal file in the place of the one that was found is no proof under ${name}`, async (t) => {
    using host = new Scratch(shell)
    const path = host.path('a')
    writeFileSync(path, 'old')
    const described = file({ path, content: 'new', ...me })
    const before = host.state(described)
    t.is((await host.converge(described, before, described.desired)).status, 0)
    writeFileSync(join(host.step, 'as-read'), '')
    t.is((await host.undo(described, before, described.desired)).status, 0)
    const prove = sh`prove_backups ${join(host.step, '../../..')}`
    t.deepEqual(host.run(prove, '-eu'), { status: 0, output: '' })
    execFileSync('cp', ['-p', path, `${path}.new`])
    renameSync(`${path}.new`, path)
    t.deepEqual(host.state(described), before)
    const { status, output } = host.run(prove, '-eu')
    t.not(status, 0)
    t.regex(output, /\/a is not what it was before: it has /)
  })

  test(`a later run takes back the very file, and its own undo returns it under ${name}`, async (t) => {
    using host = new Scratch(shell)
    const path = host.path('a')
    writeFileSync(path, 'old')
    chmodSync(path, 0o600)
    const before = factsOf(path)
    const described = file({ path, content: 'new', ...me })
    const found = host.state(described)
    t.is((await host.converge(described, found, described.desired)).status, 0)
    const written = factsOf(path)
    for (const _ of ['first', 'again']) {
      t.deepEqual(await host.converge(described, described.desired, found), { status: 0, output: '' })
      t.deepEqual(factsOf(path), before)
      t.deepEqual(await host.undo(described, described.desired, found), { status: 0, output: '' })
      t.deepEqual(factsOf(path), written)
    }
  })

  test(`the backup of an older release, which is a blob, is brought back under ${name}`, async (t) => {
    using host = new Scratch(shell)
    const path = host.path('a')
    const described = file({ path, content: 'new', ...me })
    t.is((await forward(host, described)).status, 0)
    const old = file({ path, content: 'old', mode: '0600', ...me })
    const gone = await host.converge(described, described.desired, old.desired)
    t.regex(gone.output, /the content that .*\/a had is not kept any more/)
    writeFileSync(host.path('..', 'home', 'blobs', JSON.parse(JSON.stringify(old.desired)).sha256), 'old')
    t.deepEqual(await host.converge(described, described.desired, old.desired), { status: 0, output: '' })
    t.deepEqual(host.state(described), old.desired)
  })

  test(`a new file gets the default ACL of its folder, as one that is made there by hand, under ${name}`, async (t) => {
    using host = new Scratch(shell)
    const [folder, byHand] = [host.path('shared'), host.path('shared', 'by hand')]
    mkdirSync(folder)
    tool('setfacl', '-m', 'd:u:daemon:rwx,d:g:games:r-x', folder)
    writeFileSync(byHand, 'x')
    for (const mode of ['0640', '0600', '0664']) {
      chmodSync(byHand, Number.parseInt(mode, 8))
      const acl = tool('getfacl', '-cpn', byHand)
      t.is(acl.includes('user:1:rwx'), existsSync('/usr/bin/setfacl'))
      const path = host.path('shared', mode)
      const described = file({ path, content: 'x', mode, ...me })
      t.deepEqual(await forward(host, described), { status: 0, output: '' })
      t.is(tool('getfacl', '-cpn', path), acl)
      t.deepEqual(host.state(described), described.desired)
    }
  })

  test(`a file that is replaced keeps its own ACL, whatever its folder gives to new ones, under ${name}`, async (t) => {
    using host = new Scratch(shell)
    const [folder, path] = [host.path('shared'), host.path('shared', 'a')]
    mkdirSync(folder)
    writeFileSync(path, 'old')
    chmodSync(path, 0o644)
    const plain = tool('getfacl', '-cpn', path)
    tool('setfacl', '-m', 'd:u:daemon:rwx', folder)
    t.deepEqual(await forward(host, file({ path, content: 'new', ...me })), { status: 0, output: '' })
    t.is(tool('getfacl', '-cpn', path), plain)
    tool('setfacl', '-m', 'u:games:r--', path)
    const own = tool('getfacl', '-cpn', path)
    t.deepEqual(await forward(host, file({ path, content: 'newer', ...me })), { status: 0, output: '' })
    t.is(tool('getfacl', '-cpn', path), own)
  })

  test(`a backup of an older release, with a digest in its name, is brought back under ${name}`, async (t) => {
    using host = new Scratch(shell)
    const path = host.path('a')
    writeFileSync(path, 'old')
    const described = file({ path, content: 'new', ...me })
    const before = host.state(described)
    t.is((await forward(host, described)).status, 0)
    const backups = host.path('..', 'home', 'backups')
    const [kept = ''] = readdirSync(backups)
    const [hash, ...tag] = kept.split('.')
    const inode = lstatSync(join(backups, kept)).ino
    const older = [hash, JSON.parse(JSON.stringify(before)).sha256, ...tag].join('.')
    renameSync(join(backups, kept), join(backups, older))
    t.deepEqual(await host.converge(described, described.desired, before), { status: 0, output: '' })
    t.deepEqual([host.text('a'), lstatSync(path).ino], ['old', inode])
  })

  test(`a directory that is removed comes back as itself under ${name}`, async (t) => {
    using host = new Scratch(shell)
    const path = host.path('d')
    mkdirSync(path)
    chmodSync(path, 0o2770)
    tool('setfacl', '-m', 'd:u:daemon:rwx', path)
    const before = factsOf(path)
    await thereAndBack(t, host, directory({ path, state: 'absent' }))
    t.deepEqual(factsOf(path), before)
    await thereAndBack(t, host, directory({ path, mode: '0711', ...me }))
    t.deepEqual(factsOf(path), before)
  })

  test(`an entry of an ACL that lets somebody write counts as such under ${name}`, async (t) => {
    using host = new Scratch(shell)
    mkdirSync(host.path('real'))
    mkdirSync(host.path('open'))
    symlinkSync(host.path('real'), host.path('open', 'way'))
    const planted = file({ path: host.path('open', 'way', 'a'), content: 'x', ...me })
    tool('setfacl', '-m', 'u:daemon:rwx', host.path('open'))
    chmodSync(host.path('open'), existsSync('/usr/bin/setfacl') ? 0o750 : 0o770)
    tool('setfacl', '-m', 'm::rwx', host.path('open'))
    t.regex((await forward(host, planted)).output, /a symbolic link leads from there/)
    t.deepEqual(readdirSync(host.path('real')), [])
  })

  if (isRoot)
    test(`another file system that others have filled gives the old file back under ${name}`, async (t) => {
      t.timeout(300_000)
      using host = new Scratch(shell)
      const image = join(host.root, 'image')
      mkdirSync(host.path('mounted'))
      writeFileSync(image, '')
      truncateSync(image, 8 * 1024 * 1024)
      execFileSync('mkfs.ext4', ['-q', image])
      const mounted = host.mount(['-o', 'loop', image], host.path('mounted'))
      // In some containers nothing can be mounted.
      if (mounted === undefined) return t.pass()
      const [inside, path] = [host.path('mounted', 'a'), join(mounted, 'a')]
      writeFileSync(path, 'old')
      const before = factsOf(path)
      const described = file({ path: inside, content: 'new', ...me })
      const found = host.state(described)
      t.deepEqual(await host.converge(described, found, described.desired), { status: 0, output: '' })
      t.is(statSync(join(mounted, '.evenkeel')).mode & 0o777, 0o700)
      spawnSync('dd', ['if=/dev/zero', `of=${join(mounted, 'fill')}`, 'bs=64k'])
      t.deepEqual(await host.undo(described, found, described.desired), { status: 0, output: '' })
      t.deepEqual(factsOf(path), before)
      spawnSync('dd', ['if=/dev/zero', `of=${join(mounted, 'more')}`, 'bs=1k'])
      const big = file({ path: inside, content: 'new'.repeat(10_000), ...me })
      t.regex((await host.converge(big, found, big.desired)).output, /No space left on device/)
      t.deepEqual(factsOf(path), before)
      t.deepEqual(await host.undo(big, found, big.desired), { status: 0, output: '' })
      t.deepEqual(factsOf(path), before)
      t.deepEqual(readdirSync(join(mounted, '.evenkeel')), [])
    })

  if (isRoot)
    test(`a file that is a mount point is written in place and brought back under ${name}`, async (t) => {
      t.timeout(300_000)
      using host = new Scratch(shell)
      writeFileSync(host.path('hosts'), '')
      writeFileSync(host.path('outside'), 'old and longer')
      chmodSync(host.path('outside'), 0o640)
      const path = host.mount(['--bind', host.path('outside')], host.path('hosts'))
      if (path === undefined) return t.pass()
      const before = factsOf(path)
      const described = file({ path: host.path('hosts'), content: 'new', ...me })
      t.deepEqual(described.notes(host.preview(described)), [
        'is a mount point of its own: it is written in place, not replaced at once',
      ])
      await thereAndBack(t, host, described)
      t.deepEqual({ ...factsOf(path), blocks: 0 }, { ...before, blocks: 0 })
      const gone = file({ path: host.path('hosts'), state: 'absent' })
      t.regex((await host.converge(gone, host.state(gone), null)).output, /is a mount point, which cannot be removed/)
    })

  if (isRoot)
    test(`a file system that a reboot empties keeps its backups elsewhere under ${name}`, async (t) => {
      t.timeout(300_000)
      using host = new Scratch(shell)
      mkdirSync(host.path('run'))
      const mounted = host.mount(['-t', 'tmpfs', 'none'], host.path('run'))
      if (mounted === undefined) return t.pass()
      const path = join(mounted, 'a')
      writeFileSync(path, 'old')
      chmodSync(path, 0o640)
      const described = file({ path: host.path('run', 'a'), content: 'new', ...me })
      const before = host.state(described)
      t.is((await host.converge(described, before, described.desired)).status, 0)
      rmSync(path)
      rmSync(join(mounted, '.evenkeel'), { recursive: true })
      t.deepEqual(await host.undo(described, before, described.desired), { status: 0, output: '' })
      t.deepEqual(host.state(described), before)
    })

  if (isRoot)
    test(`a mount point that others can write to gets no backups under ${name}`, async (t) => {
      t.timeout(300_000)
      using host = new Scratch(shell)
      mkdirSync(host.path('share'))
      const mounted = host.mount(['-t', 'tmpfs', '-o', 'mode=0777', 'none'], host.path('share'))
      if (mounted === undefined) return t.pass()
      const described = file({ path: host.path('share', 'a'), content: 'new', ...me })
      t.regex(
        (await forward(host, described)).output,
        /others than root can write to .*\/share, so no backup of a file below it can be kept there/,
      )
      chmodSync(mounted, 0o1777)
      symlinkSync('/tmp', join(mounted, '.evenkeel'))
      t.regex((await forward(host, described)).output, /\.evenkeel is not a folder that only root can enter/)
      t.false(existsSync(join(mounted, 'a')))
    })
}
