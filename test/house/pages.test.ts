import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import test from 'ava'
import { topologies } from '../../scripts/picture/topologies.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const PAGES = ['*.md', 'docs/**/*.md'].flatMap((pattern) => globSync(pattern, { cwd: ROOT }))

interface Link {
  readonly page: string
  /** A path from the root. */
  readonly file: string
  /** Of a heading; empty for none. */
  readonly anchor: string
}

function linksOf(page: string): readonly Link[] {
  return [...textOf(page).matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)/g)].map(([, path = '', anchor = '']) => {
    return { page, file: path === '' ? page : join(dirname(page), path), anchor }
  })
}

/** As GitHub makes them. */
function anchorsOf(page: string): readonly string[] {
  return [...textOf(page).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  )
}

function textOf(page: string): string {
  return readFileSync(join(ROOT, page), 'utf8')
}

const links = PAGES.flatMap(linksOf)

test('linksOf() finds links', (t) => {
  t.true(links.some(({ page, file }) => page === 'docs/topologies/lvs-dr.md' && file === 'playbooks/lvs-dr.yml'))
  t.true(links.some(({ file, anchor }) => file === 'docs/rules.md' && anchor === 'nginx-rsyslog'))
})

test('every link of a page leads to a file, and to a heading of it', (t) => {
  const dead = links.filter(({ file, anchor }) => {
    if (!existsSync(join(ROOT, file))) return true
    return anchor !== '' && !anchorsOf(file).includes(anchor)
  })
  t.deepEqual(dead, [])
})

test('every ready playbook is in the table to choose from', (t) => {
  const listed = linksOf('docs/topologies/README.md').map(({ file }) => file)
  const missing = topologies().filter(({ name }) => !listed.includes(`docs/topologies/${name}.md`))
  t.deepEqual(missing, [])
})
