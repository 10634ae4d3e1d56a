import { globSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import test from 'ava'
import { withoutComments } from './arrows.ts'
import { FOLDERS, read, sourcesOf } from './sources.ts'

/**
 * The controller may be a Mac or another distribution, and its user is not root. Only the lab needs Debian; what runs on hosts is
 * in engine/target/, or written as sh`…`, which is taken out of the code that is looked at here.
 */
const ON_CONTROLLER = FOLDERS.filter((folder) => !['lab', 'scripts', 'test'].includes(folder))
  .flatMap(sourcesOf)
  .filter((path) => !path.startsWith('engine/target/'))

/** Without comments, and without scripts for hosts. */
function codeOf(path: string): string {
  return withoutComments(read(path)).replaceAll(/\bsh`(?:[^`\\$]|\\.|\$(?!\{)|\$\{(?:[^{}]|\{[^{}]*\})*\})*`/gs, '""')
}

const files = ON_CONTROLLER.map((path) => ({ path, code: codeOf(path) }))
const startsPrograms = files.filter(({ code }) => /['"]node:child_process['"]/.test(code))
const readsFiles = files.filter(({ code }) => /['"]node:fs(?:\/promises)?['"]/.test(code))

function found(where: readonly { readonly path: string; readonly code: string }[], pattern: RegExp): readonly string[] {
  return where.flatMap(({ path, code }) => [...code.matchAll(pattern)].map(([text]) => `${path}: ${text}`))
}

test('codeOf() leaves out comments and scripts for hosts', (t) => {
  t.false(codeOf('roles/kit/looks/carriers.ts').includes('addr show'))
  t.true(codeOf('roles/kit/looks/carriers.ts').includes('addressesAndLinks'))
})

/** Files that start programs on the controller, with these programs. Others are the user's own. */
const PROGRAMS: Readonly<Record<string, readonly string[]>> = {
  'cli/run/secrets/editor.ts': ['/bin/sh'],
  'cli/run/secrets/vault-password.ts': [],
  'engine/run/rollout/checks.ts': ['/bin/sh'],
  'inventory/executable.ts': [],
  'playbooks/secret-sources.ts': ['/bin/sh'],
}

test('the controller starts POSIX sh, and programs that the user names', (t) => {
  t.deepEqual(startsPrograms.map(({ path }) => path).sort(), Object.keys(PROGRAMS))
  for (const { path, code } of startsPrograms) {
    const named = [...code.matchAll(/\b(?:spawn|spawnSync|execFile|execFileSync|exec|execSync)\(\s*['"]([^'"]+)/g)]
    t.deepEqual(
      named.map(([, program]) => program),
      PROGRAMS[path],
      path,
    )
  }
})

/** ssh's own files, POSIX sh, and a folder in memory that is used where there is one. */
const KNOWN_PATHS = /^(?:\/etc\/ssh(?:\/.*)?|\/bin\/sh|\/dev\/shm)$/

test('the controller reads no path that only Linux or Debian has', (t) => {
  const paths = found(readsFiles, /(?<=['"`])\/(?:proc|sys|etc|var|usr|run|dev|opt|lib|bin|sbin)\b[^'"`]*/g)
  t.deepEqual(
    paths.filter((one) => !KNOWN_PATHS.test(one.split(': ')[1] ?? '')),
    [],
  )
})

test('the controller asks neither for its system nor for root', (t) => {
  t.deepEqual(found(files, /process\.(?:platform|getuid|geteuid|setuid)\b|os\.(?:platform|type)\(/g), [])
})

/** Options and programs that GNU or Linux has, and POSIX does not. */
const NOT_PORTABLE =
  /\breadlink -[efm]|\brealpath\b|\bstat -[cf]|\bsed -i|\bgrep -[a-zA-Z]*P|\bdate -d|\bdate \+%[sN]|\bsort -V|\bxargs -r|\bbase64 -w|\bcp -a|\bfind .* -printf|\bmktemp --|\/proc\/|\bapt-get\b|\bdpkg\b|\bsystemctl\b|\[\[|\bfunction |\blocal |\bdeclare /g

test('bin/evenkeel uses POSIX sh only', (t) => {
  t.deepEqual(
    [...read('bin/evenkeel').matchAll(NOT_PORTABLE)].map(([text]) => text),
    [],
  )
  t.true(read('bin/evenkeel').startsWith('#!/bin/sh\n'))
})

/** Scripts of looks that are taken on hosts alone. */
const ON_HOSTS = [
  'roles/mysql/checks/look.sh',
  'roles/nginx/checks/reload.sh',
  'roles/real_server/checks/tunnel.sh',
  'roles/rsyslog/checks/test-line.sh',
]

/** Looks at a cluster, which the controller may take itself. */
test('looks that the controller may take need no program that a Mac does not have', (t) => {
  const cwd = fileURLToPath(new URL('../../', import.meta.url))
  const scripts = globSync('roles/{kit/looks,*/checks,*/requests}/*.sh', { cwd })
  for (const path of ON_HOSTS) t.true(scripts.includes(path), path)
  const looks = scripts.filter((path) => !ON_HOSTS.includes(path)).map((path) => ({ path, code: read(path) }))
  t.not(looks.length, 0)
  const withoutTimeout = looks.filter(
    ({ code }) => /\btimeout \d/.test(code) && !/command -v timeout|^for program in .*\btimeout\b/m.test(code),
  )
  t.deepEqual(
    withoutTimeout.map(({ path }) => path),
    [],
  )
  t.deepEqual(found(looks, /\/proc\/|\bstat -c|\bdate -d|\bgrep -P|\bsed -i|\bgetent\b|\breadlink -f/g), [])
})
