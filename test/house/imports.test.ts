import test from 'ava'
import { type Import, importsOf, withoutComments } from './arrows.ts'
import { FOLDERS, read, sourcesOf } from './sources.ts'

const all = FOLDERS.flatMap(sourcesOf).flatMap(importsOf)
const isOurs = ({ to }: Import) => FOLDERS.includes(to.split('/')[0] ?? '') && to.includes('/')
const show = (found: readonly Import[]) => found.map(({ from, to }) => `${from} imports ${to}`)

test('importsOf() finds static, typed, re-exported and dynamic imports, on one line or several', (t) => {
  const found = importsOf('cli/commands/table.ts').map(({ to }) => to)
  t.true(found.includes('cli/commands/plan.ts'), 'dynamic')
  t.true(found.includes('cli/parse/command.ts'), 'type')
  t.true(
    importsOf('cli/view/plan.ts').some(({ to }) => to === 'engine/plan/plan.ts'),
    'over several lines',
  )
})

/** The folders that each folder may import besides itself. */
const ALLOWED: Readonly<Record<string, readonly RegExp[]>> = {
  cli: [/^(roles|playbooks|inventory|lab|engine)\//],
  library: [/^(cli|roles|engine)\//],
  lab: [/^(inventory|engine)\//],
  roles: [/^engine\//],
  playbooks: [/^engine\/errors\//, /^engine\/secrets/],
  inventory: [/^engine\/errors\//, /^engine\/secrets/],
  engine: [],
  scripts: [/^(cli|lab|roles|playbooks|inventory|engine)\//],
}

for (const [folder, allowed] of Object.entries(ALLOWED)) {
  test(`${folder}/ imports only the folders that it may`, (t) => {
    const crossing = all
      .filter(isOurs)
      .filter(({ from, to }) => from.startsWith(`${folder}/`) && !to.startsWith(`${folder}/`))
    t.deepEqual(show(crossing.filter(({ to }) => !allowed.some((arrow) => arrow.test(to)))), [])
  })
}

test('a role imports no other role', (t) => {
  const folderOf = (path: string) => /^roles\/([^/]+)\//.exec(path)?.[1]
  const crossing = all.filter(({ from, to }) => {
    const [one, other] = [folderOf(from), folderOf(to)]
    return one !== undefined && other !== undefined && other !== 'kit' && one !== 'kit' && one !== other
  })
  t.deepEqual(show(crossing), [])
})

test('roles/kit and the files beside it import no role', (t) => {
  const shared = (path: string) => /^roles\/(kit\/.*|[^/]+\.ts)$/.test(path)
  const crossing = all.filter(({ from, to }) => shared(from) && to.startsWith('roles/') && !shared(to))
  t.deepEqual(show(crossing), [])
})

test('only tests import test/', (t) => {
  t.deepEqual(show(all.filter(({ from, to }) => to.startsWith('test/') && !from.startsWith('test/'))), [])
})

test('only cli/ uses the terminal libraries', (t) => {
  const terminal = /^(listr2|inquirer|@inquirer\/.*)$/
  t.deepEqual(show(all.filter(({ from, to }) => !/^(cli|test)\//.test(from) && terminal.test(to))), [])
})

test('only one file imports ssh2', (t) => {
  const users = new Set(
    all.filter(({ from, to }) => /^ssh2(\/|$)/.test(to) && !/^(test|lab)\//.test(from)).map(({ from }) => from),
  )
  t.is(users.size, 1, [...users].join(', '))
  t.true([...users].every((path) => path.startsWith('engine/host/')))
})

test('relative imports name the file, with its extension', (t) => {
  t.deepEqual(show(all.filter(isOurs).filter(({ to }) => !/\.(ts|json)$/.test(to))), [])
})

test('every package that a user installs is imported', (t) => {
  const { dependencies } = JSON.parse(read('package.json')) as { dependencies: Readonly<Record<string, string>> }
  const imported = new Set(all.filter(({ from }) => !from.startsWith('test/')).map(({ to }) => to))
  t.deepEqual(
    Object.keys(dependencies).filter((name) => !imported.has(name)),
    [],
  )
})

/** Programs, which may end their process. */
const PROGRAMS = /^(cli\/main\.ts$|lab\/.*(server|supervisor)[^/]*\.ts$)/

test('only programs call process.exit()', (t) => {
  const ending = FOLDERS.filter((folder) => folder !== 'test')
    .flatMap(sourcesOf)
    .filter((path) => !PROGRAMS.test(path) && /\bprocess\.exit\(/.test(withoutComments(read(path))))
  t.deepEqual(ending, [])
})
