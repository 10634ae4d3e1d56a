import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import { dispatch } from '../../../cli/dispatch.ts'
import { sceneOf } from '../../description/scene.ts'
import { sshHost } from '../../support/ssh-host.ts'
import { fakeIo } from '../fake-io.ts'

const FILES = {
  'inventory.yml': 'all: { hosts: { web1: { ansible_host: 127.0.0.1, ansible_port: 9 } } }\n',
  'site.yml':
    'name: Site\nplays: [{ name: Files, hosts: all, tasks: [{ file: { path: /tmp/evenkeel-none, content: x } }] }]\n',
  'folder/x': '',
}

test('verify --junit saves why the checks could not be run, for everybody to read, and no half of a file', async (t) => {
  const folder = await sceneOf(t, { ...FILES, 'junit.xml': 'of an earlier run' })
  const words = ['verify', join(folder, 'site.yml'), '-i', join(folder, 'inventory.yml')]
  t.is(await dispatch([...words, '--junit', join(folder, 'junit.xml')], fakeIo()), 1)
  t.regex(await readFile(join(folder, 'junit.xml'), 'utf8'), /^<\?xml [\s\S]*errors="1"[\s\S]*<error message=".*web1/)
  t.is((await stat(join(folder, 'junit.xml'))).mode & 0o777, 0o666 & ~process.umask())
  t.deepEqual((await readdir(folder)).sort(), ['folder', 'inventory.yml', 'junit.xml', 'site.yml'])
})

for (const [path, why] of [
  ['folder', /Cannot save the results as .*folder: it is a folder/],
  ['nowhere/junit.xml', /Cannot save the results as .*: there is no folder .*nowhere/],
  ['site.yml/junit.xml', /Cannot save the results as .*: there is no folder .*site\.yml/],
] as const)
  test(`verify --junit ${path} is refused before any host is contacted`, async (t) => {
    const folder = await sceneOf(t, FILES)
    const io = fakeIo()
    const words = ['verify', join(folder, 'site.yml'), '-i', join(folder, 'inventory.yml')]
    t.is(await dispatch([...words, '--junit', join(folder, path)], io), 1)
    t.regex(io.err(), why)
    t.notRegex(io.err(), /connecting/)
  })

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
