import { execFile, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ensurePackages, onPath } from '../support/debian-packages.ts'
import { joinedScripts, looseScripts, ROOT, type Script } from './scripts.ts'

/**
 * Lints all shell with shellcheck and shfmt: the loose scripts, and the joined ones as hosts get them. The settings are
 * in .shellcheckrc and .editorconfig. Installs both programs if they are missing; with --if-installed, it is skipped then,
 * and where nothing has changed since all scripts passed.
 */

const PACKAGES = { shellcheck: onPath('shellcheck'), shfmt: onPath('shfmt') }

/** Bytes: shfmt prints whole files whose format differs. */
const MOST_OUTPUT = 16 * 1024 * 1024

/** Below the root, so that both programs find their settings. */
const CACHE = join(ROOT, 'node_modules/.cache')

const PASSED = join(CACHE, 'shell-passed')

const scripts = [...joinedScripts(), ...looseScripts()]
const isBrief = process.argv.includes('--if-installed')
if (isBrief && !areInstalled()) {
  console.log('shell is not linted: install the Debian packages shellcheck and shfmt, or run "npm test shell"')
} else if (isBrief && hasPassed()) {
  console.log(`${scripts.length} scripts are as they were when they passed shellcheck and shfmt`)
} else {
  await install()
  const findings = new Set([...withoutReasons(), ...(await lint())])
  for (const finding of findings) console.log(finding)
  if (findings.size > 0) process.exitCode = 1
  else {
    writeFileSync(PASSED, digest())
    console.log(`${scripts.length} scripts pass shellcheck and shfmt`)
  }
}

function hasPassed(): boolean {
  return existsSync(PASSED) && readFileSync(PASSED, 'utf8') === digest()
}

/** Of all that the findings depend on. */
function digest(): string {
  const versions = ['shellcheck', 'shfmt'].map(
    (program) => spawnSync(program, ['--version'], { encoding: 'utf8' }).stdout,
  )
  const files = ['.shellcheckrc', '.editorconfig', 'test/shell/lint.ts'].map((path) =>
    readFileSync(join(ROOT, path), 'utf8'),
  )
  const content = scripts.map(({ name, content }) => [name, content])
  return createHash('sha256')
    .update(JSON.stringify([versions, files, content]))
    .digest('hex')
}

function areInstalled(): boolean {
  return ['shellcheck', 'shfmt'].every((program) => spawnSync(program, ['--version']).status === 0)
}

async function install(): Promise<void> {
  if (areInstalled()) return
  await ensurePackages(PACKAGES, (line) => console.log(line)).catch((cause: unknown) => {
    throw new Error('Cannot lint shell: install the Debian packages shellcheck and shfmt as root', { cause })
  })
}

async function lint(): Promise<string[]> {
  mkdirSync(CACHE, { recursive: true })
  const folder = mkdtempSync(join(CACHE, 'shell-'))
  try {
    const joined = scripts.filter(({ isJoined }) => isJoined)
    for (const { name, content } of joined) writeFileSync(join(folder, name), content)
    const loose = scripts.filter(({ isJoined }) => !isJoined)
    // The prelude by itself, beside the others: it takes as long as all of them.
    const [largest, ...others] = joined.toSorted((one, other) => other.content.length - one.content.length)
    const found = [...(largest ? [lintIn(folder, [largest])] : []), lintIn(folder, others), lintIn(ROOT, loose)]
    return (await Promise.all(found)).flat()
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function lintIn(cwd: string, some: readonly Script[]): Promise<string[]> {
  const isBash = ({ name, content }: Script) => name.endsWith('.bash') || content.startsWith('#!/bin/bash')
  return [
    ...(await check(
      cwd,
      some.filter((one) => !isBash(one)),
      'sh',
    )),
    ...(await check(cwd, some.filter(isBash), 'bash')),
    ...(await outputOf(cwd, 'shfmt', ['-d', ...some.map(({ name }) => name)])),
  ]
}

async function check(cwd: string, some: readonly Script[], shell: 'sh' | 'bash'): Promise<string[]> {
  if (some.length === 0) return []
  const names = some.map(({ name }) => name)
  const lines = await outputOf(cwd, 'shellcheck', ['-f', 'gcc', '-s', shell, ...names])
  return lines.map((line) => {
    const [, name, number, rest] = /^([^:]+):(\d+):(.*)$/.exec(line) ?? []
    const found = some.find((one) => one.name === name)
    return found === undefined ? line : `${found.source(Number(number))}:${rest}`
  })
}

/** The lines that a program prints; none if it ends with 0. */
function outputOf(cwd: string, program: string, words: readonly string[]): Promise<string[]> {
  return new Promise((resolve, reject) => {
    execFile(program, words, { cwd, maxBuffer: MOST_OUTPUT }, (error, stdout, stderr) => {
      if (typeof error?.code === 'string') reject(error)
      else resolve(error === null ? [] : `${stdout}${stderr}`.trimEnd().split('\n'))
    })
  })
}

/** Exceptions in scripts that do not give their reason. */
function withoutReasons(): string[] {
  return scripts.flatMap(({ content, source }) =>
    content.split('\n').flatMap((line, index) => {
      if (!/# shellcheck disable=\S+\s*$/.test(line)) return []
      return [`${source(index + 1)}: the reason of this exception is missing: # shellcheck disable=SC1234 # reason`]
    }),
  )
}
