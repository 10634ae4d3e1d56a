import { join } from 'node:path'
import test from 'ava'
import { dispatch } from '../../../../cli/dispatch.ts'
import { fakeIo } from '../../../cli/fake-io.ts'
import { errorsIn } from '../../../cli/output/schema-errors.ts'
import { me } from '../../../support/scene.ts'
import { sshHost } from '../../../support/ssh-host.ts'

test('show prints what a run of history changed', async (t) => {
  const { folder, host, sshConfig } = await sshHost(
    t,
    (host) => `name: Site
plays: [{ hosts: web1, tasks: [{ file: { path: ${host.path('motd')}, content: hello, owner: ${me}, group: ${me} } }] }]
`,
  )
  const hosts = ['-i', join(folder, 'hosts.yml'), '-F', sshConfig]
  t.is(await dispatch(['apply', join(folder, 'site.yml'), ...hosts, '--yes'], fakeIo()), 0)
  const listed = fakeIo()
  t.is(await dispatch(['history', ...hosts, '--json'], listed), 0)
  const [{ run }] = JSON.parse(listed.out()) as [{ run: string }]
  const [people, machine] = [fakeIo(), fakeIo()]
  t.is(await dispatch(['show', run, ...hosts], people), 0)
  t.regex(
    people.out(),
    new RegExp(`^${run}: apply of "Site"\nby .+ UTC\ncommitted web1\n\n\\+ file ${host.path('motd')}\n`),
  )
  t.regex(people.out(), /^ +\+hello/m)
  t.is(await dispatch(['show', run, ...hosts, '--json'], machine), 0)
  t.deepEqual(await errorsIn('show', machine.out()), [])
})
