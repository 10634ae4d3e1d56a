import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import { dispatch } from '../../../cli/dispatch.ts'
import { sceneOf } from '../../description/scene.ts'
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
