import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { command } from '../../../engine/resources/command.ts'
import { directory } from '../../../engine/resources/directory.ts'
import { link } from '../../../engine/resources/link.ts'
import { packageOf } from '../../../engine/resources/package.ts'
import type { Placement, Resource } from '../../../engine/resources/resource.ts'
import { apply } from '../../../engine/run/apply.ts'
import type { LocalHost } from '../../support/local-host.ts'
import { assign, consent, controllerOf, me, ours, withHosts } from '../../support/scene.ts'

const NAME = 'evenkeel-web'
const text = (path: string) => readFileSync(path, 'utf8')

/**
 * A dpkg and an apt with one package, which brings the file `conf`. While apt installs it, somebody does something; then apt
 * ends with a status.
 */
async function withPackage(host: LocalHost, meanwhile: string, status = 0): Promise<void> {
  const state = join(host.folder, 'state')
  const conf = host.path('conf')
  await host.pretend(
    'dpkg-query',
    `[ -e ${state} ] || exit 1
case "$*" in
*Conffiles*) ;;
*Architecture*) printf '${NAME} ${NAME}:amd64 %s;\\n' "$(cat ${state})" ;;
*' ${NAME}') printf '%s;' "$(cat ${state})" ;;
*binary:Package*) echo 'installed ${NAME}' ;;
esac`,
  )
  await host.pretend(
    'dpkg',
    `case $1 in
--print-architecture) echo amd64 ;;
--purge) rm -f ${state} ${conf} ;;
esac`,
  )
  await host.pretend(
    'apt-get',
    `case " $* " in
*' -s '*) echo 'Purg ${NAME}' ;;
*' install '*)
  echo installed >${state}
  [ -e ${conf} ] || echo brought >${conf}
  ${meanwhile}
  exit ${status} ;;
*' remove '*) echo config-files >${state} ;;
*) exit 1 ;;
esac`,
  )
  await host.pretend('apt-mark', ':')
  await host.pretend('apt-cache', `printf '${NAME}:\\n  Candidate: 1\\n'`)
}

/** What somebody does at a path, of which `before` makes what was there, and what is described there. */
interface Edit {
  readonly before?: (path: string) => void
  readonly doing: (path: string) => string
  readonly described: (path: string, placement: Placement) => Resource
  /** What is told, with PATH and ASIDE for the paths. */
  readonly told: string
  /** What must be at PATH and at ASIDE after the run. */
  readonly back: readonly [read: (path: string) => unknown, value: unknown]
  readonly aside?: readonly [read: (path: string) => unknown, value: unknown]
}

const old = (path: string) => writeFileSync(path, 'old\n', { mode: 0o640 })
const described = (path: string, placement: Placement) => ours(path, 'new', {}, placement)
const fileAt = (path: string) => [text(path), lstatSync(path).mode & 0o777]
const changed = 'PATH was changed while a step ran, by it or by somebody: that version is now ASIDE'
const made = 'PATH was made while a step ran, by it or by somebody: that version is now ASIDE'
const removed = 'PATH was removed while a step ran, by it or by somebody: it is back'

const edits: Readonly<Record<string, Edit>> = {
  'a file that somebody edits in place': {
    before: old,
    doing: (path) => `echo by hand >>${path}`,
    described,
    told: changed,
    back: [fileAt, ['old\n', 0o640]],
    aside: [text, 'old\nby hand\n'],
  },
  'a file that somebody replaces': {
    before: old,
    doing: (path) => `echo by hand >${path}.new; mv ${path}.new ${path}`,
    described,
    told: changed,
    back: [fileAt, ['old\n', 0o640]],
    aside: [text, 'by hand\n'],
  },
  'a file that somebody deletes': {
    before: old,
    doing: (path) => `rm ${path}`,
    described,
    told: removed,
    back: [fileAt, ['old\n', 0o640]],
  },
  'a file that somebody makes': {
    doing: (path) => `echo by hand >${path}`,
    described,
    told: made,
    back: [existsSync, false],
    aside: [text, 'by hand\n'],
  },
  'a link that somebody replaces': {
    before: (path) => symlinkSync('old', path),
    doing: (path) => `ln -sfn by-hand ${path}`,
    described: (path, placement) => link({ path, target: 'new' }, placement),
    told: changed,
    back: [readlinkSync, 'old'],
    aside: [readlinkSync, 'by-hand'],
  },
  'a directory whose mode somebody changes': {
    before: (path) => mkdirSync(path, { mode: 0o750 }),
    doing: (path) => `chmod 0700 ${path}; echo by hand >${path}/x`,
    described: (path, placement) => directory({ path, owner: me, group: me }, placement),
    told: 'PATH had another mode or owner after a step, by it or by somebody: it has its own again',
    back: [(path) => [lstatSync(path).mode & 0o777, readdirSync(path)], [0o750, ['x']]],
  },
  'a directory that somebody removes': {
    before: (path) => {
      mkdirSync(path, { mode: 0o750 })
      writeFileSync(join(path, 'x'), 'old\n')
    },
    doing: (path) => `rm -r ${path}`,
    described: (path, placement) => directory({ path, owner: me, group: me }, placement),
    told: 'PATH was removed while a step ran, by it or by somebody: it is there again, without what was in it',
    back: [(path) => [lstatSync(path).mode & 0o777, readdirSync(path)], [0o750, []]],
  },
  'a directory that somebody makes': {
    doing: (path) => `mkdir ${path}; echo by hand >${path}/x`,
    described: (path, placement) => directory({ path, mode: '0700', owner: me, group: me }, placement),
    told: made,
    back: [existsSync, false],
    aside: [readdirSync, ['x']],
  },
}

const breaks = command({ name: 'break', run: 'exit 1', unless: 'false', undo: ':' })

/** What the report tells besides that something was changed after it was read. */
const toldOf = (kept: readonly string[] | undefined) =>
  (kept ?? []).filter((sentence) => !sentence.includes('was changed after it was read'))

async function check(
  t: ExecutionContext,
  web1: LocalHost,
  { before, told, back, aside }: Edit,
  resources: readonly Resource[],
): Promise<void> {
  const path = web1.path('b')
  before?.(path)
  const report = await apply(
    assign([web1], () => resources),
    controllerOf([web1]),
    { consent },
  )
  t.is(report.outcome, 'reverted')
  const sentences = toldOf(report.hosts[0]?.kept)
  const place = sentences[0]?.split(' ').at(-1) ?? ''
  t.is(sentences.join(), told.replace('PATH', path).replace('ASIDE', place))
  t.deepEqual(back[0](path), back[1])
  if (aside !== undefined) t.deepEqual(aside[0](place), aside[1])
  const others = readdirSync(web1.path('')).filter((name) => name !== 'b')
  t.deepEqual(others, [])
}

for (const [what, edit] of Object.entries(edits)) {
  for (const [when, status, placement] of [
    ['and a later step fails', 0, {}],
    ['and a step of a later stage fails', 0, { readableAfter: `package:${NAME}` }],
    ['and that fails itself', 1, {}],
  ] as const)
    test.serial(`${what} while apt runs, ${when}, is as it was, and the edit is kept`, async (t) => {
      await withHosts(['web1'], async (web1) => {
        const path = web1.path('b')
        await withPackage(web1, edit.doing(path), status)
        await check(t, web1, edit, [packageOf({ name: NAME }), edit.described(path, placement), breaks])
      })
    })

  test.serial(`${what} while a command runs is as it was, and the edit is kept`, async (t) => {
    await withHosts(['web1'], async (web1) => {
      const path = web1.path('b')
      const slow = command({ name: 'slow', run: edit.doing(path), unless: 'false', undo: ':' })
      await check(t, web1, edit, [slow, edit.described(path, {}), breaks])
    })
  })
}

test.serial('what a package brings, and takes with it in the undo, is no edit of somebody', async (t) => {
  await withHosts(['web1'], async (web1) => {
    await withPackage(web1, ':')
    for (const placement of [{}, { readableAfter: `package:${NAME}` }]) {
      const resources = [packageOf({ name: NAME }), ours(web1.path('conf'), 'new', {}, placement), breaks]
      const report = await apply(
        assign([web1], () => resources),
        controllerOf([web1]),
        { consent },
      )
      t.is(report.outcome, 'reverted')
      t.is(report.hosts[0]?.kept, undefined)
      t.deepEqual(readdirSync(web1.path('')), [])
    }
  })
})

test.serial('nothing of the copies of what might be changed stays after a run', async (t) => {
  await withHosts(['web1'], async (web1) => {
    const path = web1.path('b')
    old(path)
    await withPackage(web1, ':')
    for (const last of [[], [breaks]]) {
      const resources = [packageOf({ name: NAME }), ours(path, `new ${last.length}`), ...last]
      const report = await apply(
        assign([web1], () => resources),
        controllerOf([web1]),
        { consent },
      )
      t.is(report.outcome, last.length === 0 ? 'committed' : 'reverted')
      t.false(existsSync(join(web1.home, 'runs', report.run ?? '', 'moved')))
    }
    t.is(text(path), 'new 0')
  })
})
