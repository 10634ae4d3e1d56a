import test from 'ava'
import { importsOf } from './arrows.ts'
import { FOLDERS, sourcesOf } from './sources.ts'

/** For each node, the nodes that it imports. */
type Graph = ReadonlyMap<string, ReadonlySet<string>>

const sources = FOLDERS.filter((folder) => folder !== 'test').flatMap(sourcesOf)
const imports = sources.flatMap(importsOf).filter(({ to }) => sources.includes(to))

/** Every folder that holds sources, at any depth. */
function foldersOf(paths: readonly string[]): string[] {
  const parents = paths.flatMap((path) => path.split('/').map((_, depth, parts) => parts.slice(0, depth).join('/')))
  return [...new Set(parents)].filter((folder) => folder !== '')
}

/** The files and folders that lie directly in a folder, with what they import of each other. */
function graphOf(folder: string): Graph {
  const graph = new Map<string, Set<string>>()
  const childOf = (path: string) =>
    path.startsWith(`${folder}/`) ? path.slice(folder.length + 1).split('/')[0] : undefined
  for (const { from, to } of imports) {
    const [importer, imported] = [childOf(from), childOf(to)]
    if (importer === undefined || imported === undefined || importer === imported) continue
    graph.set(importer, (graph.get(importer) ?? new Set()).add(imported))
  }
  return graph
}

/** One circle, such as `a > b > a`; undefined if there is none. */
function circleIn(graph: Graph): string | undefined {
  const done = new Set<string>()
  const walk = (node: string, path: readonly string[]): string | undefined => {
    if (path.includes(node)) return [...path.slice(path.indexOf(node)), node].join(' > ')
    if (done.has(node)) return undefined
    for (const next of graph.get(node) ?? []) {
      const circle = walk(next, [...path, node])
      if (circle !== undefined) return circle
    }
    done.add(node)
    return undefined
  }
  for (const node of graph.keys()) {
    const circle = walk(node, [])
    if (circle !== undefined) return circle
  }
  return undefined
}

test('circleIn() finds a circle, and none in a tree', (t) => {
  const graph = (...edges: readonly (readonly [string, string])[]) =>
    new Map(edges.map(([from, to]) => [from, new Set([to])]))
  t.is(circleIn(graph(['a', 'b'], ['b', 'c'], ['c', 'b'])), 'b > c > b')
  t.is(circleIn(graph(['a', 'b'], ['b', 'c'])), undefined)
})

for (const folder of foldersOf(sources))
  test(`files and folders of ${folder}/ do not import each other in a circle`, (t) => {
    t.is(circleIn(graphOf(folder)), undefined)
  })
