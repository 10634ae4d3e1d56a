import { lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { command } from '../../../engine/resources/command.ts'
import { directory } from '../../../engine/resources/directory.ts'
import { link } from '../../../engine/resources/link.ts'
import type { Resource } from '../../../engine/resources/resource.ts'
import { apply, remove } from '../../../engine/run/apply.ts'
import { rollback } from '../../../engine/run/rollback.ts'
import type { LocalHost } from '../../support/local-host.ts'
import { assign, consent, controllerOf, me, ours, withHosts } from '../../support/scene.ts'

const inodeOf = (path: string) => lstatSync(path).ino
const text = (path: string) => readFileSync(path, 'utf8')
const run = (host: LocalHost, ...resources: readonly Resource[]) =>
  apply(
    assign([host], () => resources),
    controllerOf([host]),
    { consent },
  )

/** A file whose validator does something else, as a person may do it at the same time. */
const meanwhile = (path: string, doing: string) => ours(path, 'new', { validate: `${doing}; true %` })

const breaks = command({ name: 'break', run: 'exit 1', unless: 'false', undo: ':' })

/** Names of the backups of a host, without what is kept aside for people. */
const backups = (host: LocalHost) =>
  readdirSync(join(host.home, 'backups')).filter((name) => !name.startsWith('aside.'))

test('a file that somebody changes between the check of the host and its step is left as it is', async (t) => {
  await withHosts(['web1'], async (web1) => {
    writeFileSync(web1.path('b'), 'old')
    const report = await run(
      web1,
      meanwhile(web1.path('a'), `echo by hand >${web1.path('b')}`),
      ours(web1.path('b'), 'new'),
    )
    t.is(report.outcome, 'reverted')
    t.regex(
      report.failure?.message ?? '',
      /somebody has changed the file .*\/b since it was read, so it is left as it is/,
    )
    t.deepEqual(readdirSync(web1.path('')), ['b'])
    t.is(text(web1.path('b')), 'by hand\n')
    t.deepEqual(backups(web1), [])
  })
})

test('a file that somebody makes between the check of the host and its step is not deleted', async (t) => {
  await withHosts(['web1'], async (web1) => {
    const report = await run(
      web1,
      meanwhile(web1.path('a'), `echo by hand >${web1.path('b')}`),
      ours(web1.path('b'), 'new'),
    )
    t.is(report.outcome, 'reverted')
    t.is(text(web1.path('b')), 'by hand\n')
    t.deepEqual(readdirSync(web1.path('')), ['b'])
  })
})

test('a command whose guard somebody has changed since it was read does not run', async (t) => {
  await withHosts(['web1'], async (web1) => {
    const [guard, ran] = [web1.path('guard'), web1.path('ran')]
    const first = command({ name: 'first', run: `touch ${ran}`, unless: `test -e ${guard} || test -e ${ran}` })
    // The guard appears after the host has checked its baseline: the runner is started through systemd-run or setsid.
    await web1.pretend('setsid', `touch ${guard}; exec /usr/bin/setsid "$@"`)
    const report = await run(web1, first)
    t.is(report.outcome, 'reverted')
    t.regex(report.failure?.message ?? '', /somebody has changed the command first since it was read/)
    t.deepEqual(readdirSync(web1.path('')), ['guard'])
  })
})

test('what earlier steps of the same run move does not stop it, and is told', async (t) => {
  await withHosts(['web1'], async (web1) => {
    const [made, changed] = [web1.path('made'), web1.path('changed')]
    writeFileSync(changed, 'old')
    const makes = command({ name: 'make', run: `echo made | tee ${made} >${changed}`, unless: `test -e ${made}` })
    const report = await run(web1, makes, ours(made, 'new'), ours(changed, 'new'))
    t.is(report.outcome, 'committed')
    t.is(text(made) + text(changed), 'newnew')
    t.regex(
      report.hosts[0]?.kept?.join() ?? '',
      /^the file \S+\/changed was changed after it was read, by this run or by somebody$/,
    )
  })
})

/** What somebody may make at a path where the run has found nothing, and what is described there. */
const MADE: Readonly<
  Record<string, readonly [doing: (path: string) => string, described: (path: string) => Resource]>
> = {
  'a file': [(path) => `echo by hand >${path}`, (path) => ours(path, 'new')],
  'a link': [(path) => `ln -s by-hand ${path}`, (path) => link({ path, target: 'new' })],
  'a directory': [(path) => `mkdir -m 0700 ${path}`, (path) => directory({ path, owner: me, group: me })],
}

/** A command, after which any resource may have been moved, and a file; before or after that, what somebody makes. */
for (const [what, [doing, described]] of Object.entries(MADE))
  test(`${what} that somebody makes after a step that may have moved it is neither replaced nor deleted`, async (t) => {
    await withHosts(['web1'], async (web1) => {
      const [path, ran] = [web1.path('b'), web1.path('ran')]
      const first = command({ name: 'first', run: `touch ${ran}`, unless: `test -e ${ran}`, undo: `rm ${ran}` })
      const report = await run(web1, first, meanwhile(web1.path('a'), doing(path)), described(path))
      t.is(report.outcome, 'reverted')
      t.regex(report.failure?.message ?? '', /somebody has changed the \w+ .*\/b since it was read/)
      t.deepEqual(readdirSync(web1.path('')), ['b'])
      if (what === 'a link') t.is(readlinkSync(path), 'by-hand')
      else if (what === 'a file') t.is(text(path), 'by hand\n')
      else t.is(lstatSync(path).mode & 0o777, 0o700)
    })
  })

test('a file that somebody makes while an earlier stage runs is left as it is', async (t) => {
  await withHosts(['web1'], async (web1) => {
    const [path, ran] = [web1.path('b'), web1.path('ran')]
    const first = command({ name: 'first', run: `touch ${ran}`, unless: `test -e ${ran}`, undo: `rm ${ran}` })
    const later = ours(web1.path('c'), 'new', {}, { readableAfter: first.id })
    const report = await run(web1, first, meanwhile(web1.path('a'), `echo by hand >${path}`), later, ours(path, 'new'))
    t.is(report.outcome, 'reverted')
    t.regex(report.failure?.message ?? '', /somebody has changed the file .*\/b since it was read/)
    t.deepEqual(readdirSync(web1.path('')), ['b'])
    t.is(text(path), 'by hand\n')
  })
})

test('what somebody changes before a step that may move it does not pass for the change of that step', async (t) => {
  await withHosts(['web1'], async (web1) => {
    const [path, ran] = [web1.path('b'), web1.path('ran')]
    const second = command({ name: 'second', run: `touch ${ran}`, unless: `test -e ${ran}`, undo: `rm ${ran}` })
    const report = await run(web1, meanwhile(web1.path('a'), `echo by hand >${path}`), second, ours(path, 'new'))
    t.is(report.outcome, 'reverted')
    t.regex(report.failure?.message ?? '', /somebody has changed the file .*\/b since it was read/)
    t.deepEqual(readdirSync(web1.path('')), ['b'])
  })
})

test('a revert moves a new directory aside that somebody has written into, and one in the place of a file', async (t) => {
  await withHosts(['web1'], async (web1) => {
    const [made, replaced] = [web1.path('made'), web1.path('replaced')]
    writeFileSync(replaced, 'old')
    const doing = `echo by hand >${made}/x; rm ${replaced}; mkdir ${replaced}; echo by hand >${replaced}/y`
    const described = directory({ path: made, owner: me, group: me })
    const report = await run(web1, described, ours(replaced, 'new'), meanwhile(web1.path('a'), doing), breaks)
    t.is(report.outcome, 'reverted')
    t.deepEqual(readdirSync(web1.path('')), ['replaced'])
    t.is(text(replaced), 'old')
    const kept = report.hosts[0]?.kept ?? []
    const places = kept.map((sentence) => sentence.split(' ').at(-1) ?? '')
    t.deepEqual(places.map((place) => readdirSync(place)).sort(), [['x'], ['y']])
  })
})

test('a revert keeps what somebody made of a file after its step, and says where', async (t) => {
  await withHosts(['web1'], async (web1) => {
    const path = web1.path('a')
    writeFileSync(path, 'old')
    const inode = inodeOf(path)
    const report = await run(web1, ours(path, 'new'), meanwhile(web1.path('b'), `echo by hand >${path}`), breaks)
    t.is(report.outcome, 'reverted')
    const [, kept = ''] =
      /somebody changed .*\/a after this run wrote it: that version is now (\S+)/.exec(
        report.hosts[0]?.kept?.join() ?? '',
      ) ?? []
    t.is(text(kept), 'by hand\n')
    t.is(text(path), 'old')
    t.is(inodeOf(path), inode)
    t.deepEqual(backups(web1), [])
  })
})

test('rollback() puts the very file back, and a rollback of it, too', async (t) => {
  await withHosts(['web1'], async (web1) => {
    const path = web1.path('a')
    writeFileSync(path, 'old')
    const found = inodeOf(path)
    await run(web1, ours(path, 'new'))
    const written = inodeOf(path)
    const controller = controllerOf([web1])
    const back = await rollback([web1.target], undefined, controller, { consent })
    t.is(back.outcome, 'committed')
    t.is(inodeOf(path), found)
    t.is((await rollback([web1.target], back.run, controller, { consent })).outcome, 'committed')
    t.is(inodeOf(path), written)
    t.is(text(path), 'new')
  })
})

test('remove() brings back what was found as described, edited by hand and then described anew', async (t) => {
  await withHosts(['web1'], async (web1) => {
    const [path, other] = [web1.path('a'), web1.path('b')]
    writeFileSync(path, 'found')
    await run(web1, ours(path, 'found'), ours(other, 'new'))
    writeFileSync(path, 'by hand')
    t.is((await run(web1, ours(path, 'anew'), ours(other, 'new'))).outcome, 'committed')
    const described = assign([web1], () => [ours(path, 'anew'), ours(other, 'new')])
    t.is((await remove(described, controllerOf([web1]), { consent })).outcome, 'committed')
    t.is(text(path), 'found')
  })
})

test('remove() brings the file back that was found, although many runs came since', async (t) => {
  await withHosts(['web1'], async (web1) => {
    const path = web1.path('a')
    writeFileSync(path, 'found')
    const inode = inodeOf(path)
    for (const content of ['one', 'two', 'found', 'three'])
      await apply(
        assign([web1], () => [ours(path, content)]),
        controllerOf([web1]),
        { consent, settings: { keepRuns: 1 } },
      )
    const described = assign([web1], () => [ours(path, 'three')])
    t.is((await remove(described, controllerOf([web1]), { consent })).outcome, 'committed')
    t.is(text(path), 'found')
    t.is(inodeOf(path), inode)
  })
})

test('backups go with their runs, but for what was found', async (t) => {
  await withHosts(['web1'], async (web1) => {
    const path = web1.path('a')
    writeFileSync(path, 'found')
    for (const content of ['one', 'two', 'three', 'four'])
      await apply(
        assign([web1], () => [ours(path, content)]),
        controllerOf([web1]),
        { consent, settings: { keepRuns: 1 } },
      )
    t.deepEqual(
      backups(web1)
        .map((name) => text(join(web1.home, 'backups', name)))
        .sort(),
      ['found', 'three'],
    )
    mkdirSync(web1.path('folder'))
    rmSync(web1.path('folder'), { recursive: true })
  })
})
