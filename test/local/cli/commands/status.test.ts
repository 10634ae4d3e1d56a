import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import { dispatch } from '../../../../cli/dispatch.ts'
import { fakeIo } from '../../../cli/fake-io.ts'
import { errorsIn } from '../../../cli/output/schema-errors.ts'
import { me } from '../../../support/scene.ts'
import { sshHost } from '../../../support/ssh-host.ts'

const ROLE = `import { defineRole, sh, statusPart, z } from 'evenkeel'

export default defineRole({
  name: 'lamp',
  summary: 'A program with a state',
  vars: z.strictObject({ path: z.string() }),
  resources: () => [],
  status: ({ host, vars }) => [
    statusPart({
      title: 'lamp of ' + host.name,
      looks: { lamp: { from: host.name, run: sh\`cat \${vars.path}\` } },
      read: ({ lamp }) => ({
        items: [{ kind: 'daemon', host: host.name, program: 'lamp', state: lamp.status === 0 ? 'runs' : 'gone' }],
        problems: lamp.status === 0 ? [] : [{ text: 'the lamp is off', host: host.name }],
      }),
    }),
  ],
})
`

test('status shows what a role of the user says, writes metrics, and exits 1 unless all is right', async (t) => {
  const { folder, host, sshConfig } = await sshHost(
    t,
    (host) => `name: Site
plays:
  - hosts: web1
    roles: [{ role: lamp, vars: { path: ${host.path('lamp')} } }]
    tasks: [{ file: { path: ${host.path('motd')}, content: hello, owner: ${me}, group: ${me} } }]
`,
  )
  await mkdir(join(folder, 'roles'))
  await writeFile(join(folder, 'roles/lamp.js'), ROLE)
  const metrics = join(folder, 'evenkeel.prom')
  const words = ['status', join(folder, 'site.yml'), '-i', join(folder, 'hosts.yml'), '-F', sshConfig]

  const off = fakeIo()
  t.is(await dispatch([...words, '--json', '--prometheus', metrics], off), 1)
  t.deepEqual(await errorsIn('status', off.out()), [])
  t.like(JSON.parse(off.out()), {
    healthy: false,
    problems: [
      { text: 'the lamp is off', hosts: ['web1'] },
      { text: `drift: file:${host.path('motd')} not as described`, hosts: ['web1'] },
    ],
    daemons: [{ program: 'lamp', state: 'gone' }],
  })
  t.regex(await readFile(metrics, 'utf8'), /^evenkeel_daemon_runs\{playbook="Site",host="web1",program="lamp"\} 0$/m)

  await writeFile(host.path('lamp'), '')
  await writeFile(host.path('motd'), 'hello', { mode: 0o644 })
  const on = fakeIo()
  t.is(await dispatch(words, on), 0)
  t.regex(on.out(), /^Site: healthy/)

  const watched = fakeIo()
  const watching = dispatch([...words, '--watch'], watched)
  while (watched.out().split('Site: healthy').length < 3) await new Promise((resolve) => setTimeout(resolve, 50))
  watched.interrupt()
  t.is(await watching, 0)
  t.is(watched.err().match(/connected/g)?.length, 1, 'it logs in once')
})
