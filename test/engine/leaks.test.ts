import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import test from 'ava'
import type { RunEvent } from '../../engine/events.ts'
import type { Connection, HostTarget } from '../../engine/host/connection.ts'
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
