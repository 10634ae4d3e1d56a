import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import test from 'ava'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** Text that would tie the project to one machine or network. Written in pieces, so that this file passes, too. */
const FORBIDDEN: readonly (readonly [string, RegExp])[] = [
  ['a path of the development machine', new RegExp(['', 'work', ''].join('/'))],
  ['a folder beside the clone', new RegExp(['\\.\\.', 'shared'].join('/'))],
  ['a package registry of a lock file', new RegExp(['"resolved":', '\\s*"https?:'].join(''))],
  ['a registry host', new RegExp(['registry', '\\.(npmjs|yarnpkg)\\.'].join(''))],
]

/** Tracked files, and untracked ones that are not ignored. */
function files(): string[] {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: ROOT })
  return listed.toString().split('\0').filter(Boolean)
}

for (const [what, pattern] of FORBIDDEN) {
  test(`no file contains ${what}`, (t) => {
    const found = files().flatMap((path) => {
      const lines = contentOf(path).split('\n')
      return lines.flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}`] : []))
    })
    t.deepEqual(found, [])
  })
}

function contentOf(path: string): string {
  try {
    return readFileSync(`${ROOT}${path}`, 'utf8')
  } catch {
    // Deleted, but still in the index.
    return ''
  }
}

test('files() finds files', (t) => {
  t.true(files().includes('package.json'))
})
