import { execFile, execFileSync } from 'node:child_process'
import {
  copyFileSync,
  globSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import test from 'ava'
import { me } from '../support/scene.ts'
import { sshHost } from '../support/ssh-host.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** bytes */
const LARGEST = 1_000_000

/** Packages that the tests need beside those that a user installs: the compiler, and the types of Node. */
const COMPILER = ['node_modules/@types/node', 'node_modules/typescript', 'node_modules/undici-types']

interface Lock {
  readonly packages: Readonly<Record<string, { readonly dev?: boolean }>>
}

/** The compiled package as `npm install` leaves it: its tarball unpacked, and only what it depends on beside it. */
function installedPackage(): { readonly app: string; readonly tarball: string; readonly installed: string } {
  const app = temporaryFolder('package')
  const env = { ...process.env, npm_config_update_notifier: 'false', npm_config_loglevel: 'error' }
  execFileSync('npm', ['pack', '--pack-destination', app], { cwd: ROOT, env, stdio: ['ignore', 'ignore', 'inherit'] })
  const [name = ''] = readdirSync(app)
  const tarball = join(app, name)
  const installed = join(app, 'node_modules/evenkeel')
  mkdirSync(installed, { recursive: true })
  execFileSync('tar', ['-xzf', tarball, '--strip-components=1', '-C', installed])
  const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as Lock
  const needed = Object.entries(packages).flatMap(([path, { dev }]) => (path === '' || dev ? [] : [path]))
  for (const path of new Set([...needed, ...COMPILER])) link(join(ROOT, path), join(app, path))
  link(join(installed, 'dist/cli/main.js'), join(app, 'node_modules/.bin/evenkeel'))
  return { app, tarball, installed }
}

/** Packages within a package come along with it, and optional ones may not be there. */
function link(target: string, path: string): void {
  if (path.split('/node_modules/').length > 2) return
  mkdirSync(dirname(path), { recursive: true })
  symlinkSync(target, path)
}

const { app, tarball, installed } = installedPackage()

function run(...words: readonly string[]): string {
  const [program = '', ...others] = words
  return execFileSync(program, others, { cwd: app, encoding: 'utf8' })
}

test('the tarball is small', (t) => {
  const { size } = statSync(tarball)
  t.true(size < LARGEST, `${size} bytes`)
})

test('the package holds the ready files, their schemas, the scripts of completion and the man page', (t) => {
  for (const folder of ['playbooks', 'inventory', 'cli/completion/scripts']) {
    const of = (root: string) => globSync(`${folder}/*.{yml,bash,zsh,fish}`, { cwd: root }).sort()
    t.deepEqual(of(join(installed, 'dist')), of(ROOT), folder)
  }
  t.true(statSync(join(installed, 'dist/playbooks/playbook.schema.json')).size > 0)
  t.true(statSync(join(installed, 'dist/inventory/inventory.schema.json')).size > 0)
  const { man } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as { man: string }
  t.regex(readFileSync(join(installed, man), 'utf8'), /^\.TH EVENKEEL 1 \d{4}-\d\d-\d\d "evenkeel \d/)
})

test('npx evenkeel runs the package from another folder', (t) => {
  t.regex(run('npx', '--no', '--', 'evenkeel', '--version'), /^evenkeel \d+\.\d+\.\d+\n$/)
  t.regex(run('npx', '--no', '--', 'evenkeel', 'roles', 'keepalived'), /virtual_servers/)
  t.is(run('npx', '--no', '--', 'evenkeel', 'completion', 'bash', '--', 'histo').split('\t')[0], 'words\nhistory')
})

test("the library's example compiles with the types of the package", (t) => {
  copyFileSync(join(ROOT, 'examples/library.ts'), join(app, 'library.ts'))
  writeFileSync(join(app, 'package.json'), '{ "type": "module" }\n')
  const options = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2024', '--types', 'node']
  t.notThrows(() => run(process.execPath, 'node_modules/typescript/bin/tsc', ...options, 'library.ts'))
})

test("the library's example plans, applies and verifies a host over SSH", async (t) => {
  const task = (path: string) => `{ file: { path: ${path}, content: hello, owner: ${me}, group: ${me} } }`
  const { folder, host, sshConfig } = await sshHost(
    t,
    (host) => `name: Site\nplays: [{ hosts: web1, tasks: [${task(host.path('motd'))}] }]\n`,
  )
  copyFileSync(join(ROOT, 'examples/library.ts'), join(app, 'example.ts'))
  const env = { ...process.env, EVENKEEL_SSH_CONFIG: sshConfig }
  const { stdout } = await promisify(execFile)(process.execPath, [join(app, 'example.ts')], { cwd: folder, env })
  t.is(stdout, "hosts: [ 'web1' ]\ncommitted []\n")
  t.is(readFileSync(host.path('motd'), 'utf8'), 'hello')
})
