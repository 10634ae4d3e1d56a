import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import test from 'ava'
import type { RunEvent } from '../../../engine/events.ts'
import type { Connection, HostTarget } from '../../../engine/host/connection.ts'
import type { Plan } from '../../../engine/plan/plan.ts'
import { command } from '../../../engine/resources/command.ts'
import type { Resource } from '../../../engine/resources/resource.ts'
import { apply, remove } from '../../../engine/run/apply.ts'
import { rollback } from '../../../engine/run/rollback.ts'
import { Secret, text } from '../../../engine/secrets.ts'
import type { LocalHost } from '../../support/local-host.ts'
import { assign, consent, controllerOf, ours, withHosts } from '../../support/scene.ts'

const execute = promisify(execFile)

/** Files below a folder that contain a text. */
async function filesWith(folder: string, words: string): Promise<string[]> {
  const found = await execute('grep', ['-rlaF', words, folder]).catch(() => ({ stdout: '' }))
  return found.stdout
    .split('\n')
    .filter(Boolean)
    .map((path) => path.slice(folder.length + 1))
}

for (const fails of [false, true])
  test(`a secret is only in the contents of files after a run that ${fails ? 'fails' : 'succeeds'}`, async (t) => {
    const value = `hunter2-${fails}-hunter2`
    await withHosts(['web1'], async (web1) => {
      const events: RunEvent[] = []
      let plan: Plan | undefined
      const content = text`password ${new Secret(value, 'test')}\n`
      const report = await apply(
        assign([web1], (host) => [
          ours(host.path('key'), '', { content, mode: '0600' }),
          command({
            name: 'end',
            run: fails ? 'exit 1' : `touch ${host.path('end')}`,
            unless: `test -e ${host.path('end')}`,
            undo: ':',
          }),
        ]),
        controllerOf([web1], events),
        {
          consent: async (shown) => {
            plan = shown
            await consent()
          },
        },
      )
      t.is(report.outcome, fails ? 'reverted' : 'committed')
      t.false(JSON.stringify([plan, report, events]).includes(value))
      const files = await filesWith(web1.home, value)
      t.true(
        files.every((path) => path.startsWith('blobs/')),
        files.join(' '),
      )
      t.is((await filesWith(web1.path(''), value)).length, fails ? 0 : 1)
    })
  })

test('no command of a run has a digest in its words, with which a secret could be tried out', async (t) => {
  await withHosts(['web1'], async (web1) => {
    const sent: string[] = []
    const controller = controllerOf([web1])
    const connect = async (target: HostTarget): Promise<Connection> => {
      const connection = await controller.connect(target)
      return {
        host: connection.host,
        get commands() {
          return connection.commands
        },
        script: (script, options) => connection.script(script, options),
        command(command, options) {
          sent.push(command.script)
          return connection.command(command, options)
        },
        close: () => connection.close(),
      }
    }
    const content = text`password ${new Secret('hunter2-words-hunter2', 'test')}\n`
    const resources = () => [ours(web1.path('key'), '', { content, mode: '0600' })]
    const report = await apply(assign([web1], resources), { ...controller, connect }, { consent })
    t.is(report.outcome, 'committed')
    t.true(sent.length > 0)
    for (const words of sent) t.notRegex(words, /[0-9a-f]{64}/)
  })
})

/** Programs that the scripts start with words that name files. */
const PROGRAMS =
  'base64 cat chmod chown cmp cp dd df find getfacl getfattr grep head ln ls lsattr mkdir mktemp mv readlink rm rmdir sed ' +
  'setfacl setsid sh sha256sum sort stat sync tail tee timeout touch tr truncate wc xargs'

/** Records the words of every program that runs on a host. Returns them so far. */
async function spyOn(host: LocalHost): Promise<() => string[]> {
  const list = join(host.folder, 'words')
  await writeFile(list, '')
  for (const program of PROGRAMS.split(' ')) {
    const real = ['/bin', '/usr/bin', '/usr/sbin'].map((folder) => join(folder, program)).find(existsSync)
    if (real === undefined) continue
    // In one write, as several may run at a time.
    await host.pretend(program, `printf '%s\n' "${program} $*" >>${list}; exec ${real} "$@"`)
  }
  return () => readFileSync(list, 'utf8').split('\n')
}

const digestOf = (content: string) => createHash('sha256').update(content).digest('hex')

test('no program on a host gets a digest of a content as a word, forward, in a revert, a rollback or while it prunes', async (t) => {
  await withHosts(['web1'], async (web1) => {
    const words = await spyOn(web1)
    const [key, same] = [web1.path('key'), web1.path('same')]
    const contents = ['found', 'one', 'two', 'three', 'four'].map((word) => `password hunter2-${word}-hunter2\n`)
    const [found = '', one = '', two = '', three = '', four = ''] = contents
    await writeFile(key, found, { mode: 0o600 })
    await writeFile(same, found, { mode: 0o600 })
    const controller = controllerOf([web1])
    const settings = { keepRuns: 1 }
    const secret = (path: string, content: string) =>
      ours(path, '', { content: text`${new Secret(content, 'test')}`, mode: '0600' })
    const run = (content: string, ...more: Resource[]) =>
      apply(
        assign([web1], () => [secret(same, found), secret(key, content), ...more]),
        controller,
        { consent, settings },
      )
    const fails = command({ name: 'fail', run: 'exit 1', unless: 'false', undo: ':' })
    t.is((await run(one)).outcome, 'committed')
    t.is((await run(two)).outcome, 'committed')
    t.is((await run(three, fails)).outcome, 'reverted')
    t.is(readFileSync(key, 'utf8'), two)
    t.is((await run(four)).outcome, 'committed')
    t.is((await rollback([web1.target], undefined, controller, { consent, settings })).outcome, 'committed')
    t.is(readFileSync(key, 'utf8'), two)
    t.is(
      (
        await remove(
          assign([web1], () => [secret(same, found), secret(key, four)]),
          controller,
          { consent, settings },
        )
      ).outcome,
      'committed',
    )
    t.is(readFileSync(key, 'utf8'), found)
    await web1.untilQuiet()
    const seen = words()
    for (const program of ['mv ', 'ln ', 'cp ', 'rm ', 'sync ', 'stat '])
      t.true(
        seen.some((line) => line.startsWith(program)),
        program,
      )
    t.true(seen.some((line) => line.includes('/blobs/')))
    t.deepEqual(
      seen.filter((line) => contents.some((content) => line.includes(digestOf(content)))),
      [],
    )
    // Nor any other, such as that of a bundle.
    t.deepEqual(
      seen.filter((line) => /[0-9a-f]{64}/.test(line)),
      [],
    )
  })
})
