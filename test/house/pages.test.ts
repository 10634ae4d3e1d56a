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
  /** The anchor of a heading; empty for none. */
  readonly anchor: string
}

function linksOf(page: string): readonly Link[] {
  return [...textOf(page).matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)/g)].map(([, path = '', anchor = '']) => {
    return { page, file: path === '' ? page : join(dirname(page), path), anchor }
  })
}

/** Anchors of headings, as GitHub makes them. */
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

/** Paths of the repository that a page names in backticks; one with a placeholder, such as `playbooks/NAME.yml`, is left out. */
function pathsOf(page: string): readonly string[] {
  const quoted = [...textOf(page).matchAll(/`([^`\n]+)`/g)].map(([, words = '']) => words)
  return quoted.filter((words) => REPOSITORY_PATH.test(words) && !PLACEHOLDER.test(words))
}

const PLACEHOLDER = /\b(?!README|CHANGELOG|CONTRIBUTING|LICENSE)[A-Z]{2,}\b/
const REPOSITORY_PATH =
  /^(?:(?:bin|cli|docs|engine|examples|inventory|lab|library|playbooks|roles|scripts|test)\/[\w./-]*|[\w-]+\.(?:md|json))$/
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

test('pathsOf() finds paths, and no placeholder', (t) => {
  const paths = pathsOf('CONTRIBUTING.md')
  t.true(paths.includes('cli/main.ts'))
  t.true(paths.includes('roles/'))
  t.false(paths.some((path) => path.includes('NAME')))
})

test('every path of the repository that a page names exists', (t) => {
  const missing = PAGES.flatMap((page) =>
    pathsOf(page)
      .filter((path) => !existsSync(join(ROOT, path)))
      .map((path) => `${page}: ${path}`),
  )
  t.deepEqual(missing, [])
})

test('every ready playbook is in the table of docs/topologies/README.md', (t) => {
  const listed = linksOf('docs/topologies/README.md').map(({ file }) => file)
  const missing = topologies().filter(({ name }) => !listed.includes(`docs/topologies/${name}.md`))
  t.deepEqual(missing, [])
})

test('docs/library.md shows the example that is tested', (t) => {
  t.true(textOf('docs/library.md').includes(`\`\`\`ts\n${textOf('examples/library.ts')}\`\`\`\n`))
})
