import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { apply, type Cluster, EvenkeelError, plan, type RunEvent, status, verify } from '../../../library/evenkeel.ts'
import type { LocalHost } from '../../support/local-host.ts'
import { me } from '../../support/scene.ts'
import { type SshHost, sshHost } from '../../support/ssh-host.ts'

const site = (task: string) => (host: LocalHost) =>
  `name: Site\nplays: [{ hosts: web1, tasks: [${task.replaceAll('PATH', host.path('motd'))}] }]\n`
const FILE = site(`file: { path: PATH, content: "\${text}", owner: ${me}, group: ${me} }`)

async function scene(
  t: ExecutionContext,
  playbook = FILE,
): Promise<SshHost & { cluster: Cluster; events: RunEvent[] }> {
  const made = await sshHost(t, playbook)
  const events: RunEvent[] = []
  const cluster = {
    playbook: join(made.folder, 'site.yml'),
    inventory: join(made.folder, 'hosts.yml'),
    sshConfig: made.sshConfig,
    variables: { text: 'hello' },
    onEvent: (event: RunEvent) => events.push(event),
  }
  return { ...made, cluster, events }
}

test('plan(), apply(), verify() and status() work on a host over SSH', async (t) => {
  const { cluster, host, events } = await scene(t)
  const planned = await plan(cluster)
  t.deepEqual(
    planned.plays
      .flatMap(({ batches }) => batches.flatMap(({ hosts }) => hosts.flatMap(({ changes }) => changes)))
      .map(({ action }) => action),
    ['+'],
  )
  const report = await apply(cluster, { consent: () => true })
  t.is(report.outcome, 'committed')
  t.is(await readFile(host.path('motd'), 'utf8'), 'hello')
  t.true(events.some(({ type }) => type === 'run-ended'))
  t.is((await apply(cluster, { consent: () => t.fail() as never })).outcome, 'nothing')
  t.deepEqual(await verify(cluster), [])
  t.like(await status(cluster), { healthy: true, hosts: [{ host: 'web1', reached: true, drift: [] }] })
})

test('apply() changes nothing without consent', async (t) => {
  const { cluster, host } = await scene(t)
  await t.throwsAsync(apply(cluster, { consent: async () => false }), { instanceOf: EvenkeelError, code: 'declined' })
  await t.throwsAsync(readFile(host.path('motd')))
})

test('apply() refuses what cannot be undone, unless it is accepted', async (t) => {
  const { cluster, host } = await scene(t, site('command: { name: make, run: "touch PATH", unless: "test -e PATH" }'))
  await t.throwsAsync(apply(cluster, { consent: () => true }), { code: 'irreversible' })
  const report = await apply(cluster, { consent: () => true, acceptIrreversible: true })
  t.is(report.outcome, 'committed')
  t.is(await readFile(host.path('motd'), 'utf8'), '')
})

test('plan() throws the errors of files with their places', async (t) => {
  const { cluster } = await scene(t, () => 'name: Site\nplays: [{ hosts: web2, tasks: [] }]\n')
  const error = await t.throwsAsync<EvenkeelError>(plan(cluster), { code: 'input' })
  t.is(error?.where?.line, 2)
})
