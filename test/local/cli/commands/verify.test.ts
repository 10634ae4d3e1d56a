import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import { dispatch } from '../../../../cli/dispatch.ts'
import { fakeIo } from '../../../cli/fake-io.ts'
import { sshHost } from '../../../support/ssh-host.ts'

const ROLE = `import { defineRole, z } from 'evenkeel'

const check = (title, holds) => ({ title, looks: [], judge: () => ({ holds, saw: holds ? 'yes' : 'no' }) })

export default defineRole({
  name: 'claims',
  summary: 'Two claims',
  vars: z.strictObject({}),
  resources: () => [],
  checks: () => [check('one holds', true), check('one fails', false)],
})
`

// Before the other tests of the process, which leave a login too little time on a machine that is shared.
test.serial('verify --junit saves the results of checks on a host', async (t) => {
  const { folder, sshConfig } = await sshHost(t, () => 'name: Site\nplays: [{ hosts: web1, roles: [claims] }]\n')
  await mkdir(join(folder, 'roles'))
  await writeFile(join(folder, 'roles/claims.js'), ROLE)
  const file = join(folder, 'junit.xml')
  const io = fakeIo()
  const words = ['verify', join(folder, 'site.yml'), '-i', join(folder, 'hosts.yml'), '-F', sshConfig, '--junit', file]
  t.is(await dispatch(words, io), 1)
  t.regex(io.out(), /1 of 2 checks does not hold/)
  t.regex(await readFile(file, 'utf8'), /tests="2" failures="1"[\s\S]*name="one holds"[\s\S]*<failure message="no">/)
})
