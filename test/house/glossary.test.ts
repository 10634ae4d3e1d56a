import test from 'ava'
import { read, sourcesOf } from './sources.ts'

/** Names of exported interfaces, type aliases and classes, with the file of each. */
function exportedTypes(folder: string): Map<string, string[]> {
  const all = sourcesOf(folder).flatMap((path) =>
    [...read(path).matchAll(/^export (?:abstract )?(?:interface|type|class) (\w+)/gm)].map(([, name = '']) => ({
      name,
      path,
    })),
  )
  return new Map(
    [...Map.groupBy(all, ({ name }) => name)].map(([name, found]) => [name, found.map(({ path }) => path)]),
  )
}

test('exportedTypes() finds interfaces, types and classes', (t) => {
  const found = exportedTypes('engine')
  t.deepEqual(found.get('HostPool'), ['engine/host-pool.ts'])
  t.deepEqual(found.get('RunState'), ['engine/journal/states.ts'])
  t.deepEqual(found.get('Check'), ['engine/check.ts'])
})

test('no two exported types of engine/ share a name', (t) => {
  t.deepEqual(
    [...exportedTypes('engine')].filter(([, paths]) => paths.length > 1),
    [],
  )
})

test('docs/glossary.md lists every word once', (t) => {
  const words = [...read('docs/glossary.md').matchAll(/^\| (?!word|-)([^|]+?) \|/gm)].flatMap(([, cell = '']) =>
    cell.startsWith('state (') ? [cell] : cell.split(', '),
  )
  t.true(words.length > 30)
  t.deepEqual(
    words.filter((word, index) => words.indexOf(word) !== index),
    [],
  )
})
