import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import test from 'ava'
import type { RunEvent } from '../../engine/events.ts'
import type { Plan } from '../../engine/plan/plan.ts'
import { command } from '../../engine/resources/command.ts'
import { apply } from '../../engine/run/apply.ts'
import { Secret, text } from '../../engine/secrets.ts'
import { assign, consent, controllerOf, ours, withHosts } from '../support/scene.ts'

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
