import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ensurePackages, onPath } from '../support/debian-packages.ts'
import { joinedScripts, looseScripts, ROOT, type Script } from './scripts.ts'

/**
 * Lints all shell with shellcheck and shfmt: the loose scripts, and the joined ones as hosts get them. The settings are
 * in .shellcheckrc and .editorconfig. Installs both programs if they are missing; with --if-installed, it is skipped then.
 */

const PACKAGES = { shellcheck: onPath('shellcheck'), shfmt: onPath('shfmt') }

/** Below the root, so that both programs find their settings. */
const CACHE = join(ROOT, 'node_modules/.cache')

const scripts = [...joinedScripts(), ...looseScripts()]
if (process.argv.includes('--if-installed') && !areInstalled()) {
  console.log('shell is not linted: install the Debian packages shellcheck and shfmt, or run "npm test shell"')
} else {
  await install()
  const findings = new Set([...withoutReasons(), ...lint()])
  for (const finding of findings) console.log(finding)
  if (findings.size > 0) process.exitCode = 1
  else console.log(`${scripts.length} scripts pass shellcheck and shfmt`)
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

function lint(): string[] {
  mkdirSync(CACHE, { recursive: true })
  const folder = mkdtempSync(join(CACHE, 'shell-'))
  try {
    const joined = scripts.filter(({ isJoined }) => isJoined)
    for (const { name, content } of joined) writeFileSync(join(folder, name), content)
    const loose = scripts.filter(({ isJoined }) => !isJoined)
    return [...lintIn(folder, joined), ...lintIn(ROOT, loose)]
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function lintIn(cwd: string, some: readonly Script[]): string[] {
  const isBash = ({ name, content }: Script) => name.endsWith('.bash') || content.startsWith('#!/bin/bash')
  return [
    ...check(
      cwd,
      some.filter((one) => !isBash(one)),
      'sh',
    ),
    ...check(cwd, some.filter(isBash), 'bash'),
    ...outputOf(cwd, 'shfmt', ['-d', ...some.map(({ name }) => name)]),
  ]
}

function check(cwd: string, some: readonly Script[], shell: 'sh' | 'bash'): string[] {
  if (some.length === 0) return []
  const names = some.map(({ name }) => name)
  return outputOf(cwd, 'shellcheck', ['-f', 'gcc', '-s', shell, ...names]).map((line) => {
    const [, name, number, rest] = /^([^:]+):(\d+):(.*)$/.exec(line) ?? []
    const found = some.find((one) => one.name === name)
    return found === undefined ? line : `${found.source(Number(number))}:${rest}`
  })
}

/** The lines that a program prints; none if it ends with 0. */
function outputOf(cwd: string, program: string, words: readonly string[]): string[] {
  const { status, stdout, stderr, error } = spawnSync(program, words, { cwd, encoding: 'utf8' })
  if (error !== undefined) throw error
  return status === 0 ? [] : `${stdout}${stderr}`.trimEnd().split('\n')
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
