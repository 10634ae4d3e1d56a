import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import test from 'ava'
import { enforcements, withEnforcement } from '../../scripts/rules/enforcement.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const PAGE = readFileSync(`${ROOT}docs/rules.md`, 'utf8')
const CODE = ['roles', 'engine', 'cli'].flatMap((folder) => globSync(`${folder}/**/*.{ts,sh}`, { cwd: ROOT }))

/** The rules on the page, by number. */
const rules = new Map(
  PAGE.split(/(?=^### )/m).flatMap((text) => {
    const [, number] = /^### (\d+)\. /.exec(text) ?? []
    return number === undefined ? [] : [[Number(number), text] as const]
  }),
)

/** The numbers that a source cites: "rule 9", "rules 29 to 35", `refuse(7, …)`, `warn(8, …)`, `rule: 28`. */
function citedIn(source: string): number[] {
  const sentences = [...source.matchAll(/\brules? (\d+(?:(?:, | and | to )\d+)*)/g)].map(([, numbers = '']) => numbers)
  const calls = [...source.matchAll(/\b(?:refuse|warn)\(\s*(\d+)|\brule: (\d+)/g)].map(([, one, other]) => one ?? other)
  return [...sentences, ...calls].flatMap((numbers = '') => [...numbers.matchAll(/\d+/g)].map(Number))
}

test('citedIn() finds rules in comments, in lints and in what a role follows', (t) => {
  t.deepEqual(
    citedIn('/** See rule 9. */ refuse(7, `x`); warn(\n  8, `y`); ({ rule: 28, how: "z" }) // rules 1, 2 and 3'),
    [9, 1, 2, 3, 7, 8, 28],
  )
})

test('a rule is on the page if, and only if, the code cites it', (t) => {
  const cited = new Set(CODE.flatMap((path) => citedIn(readFileSync(`${ROOT}${path}`, 'utf8'))))
  t.deepEqual([...cited].sort(ascending), [...rules.keys()])
})

test('every rule has its reason, its source and a role that enforces it', (t) => {
  const parts = ['- Why: ', '- Source: ', '- Enforced by ']
  const incomplete = [...rules].filter(([, text]) => !parts.every((part) => text.includes(`\n${part}`)))
  t.deepEqual(
    incomplete.map(([number]) => number),
    [],
  )
})

test('the page says how roles enforce each rule as the roles say it (node scripts/rules.ts)', async (t) => {
  t.is(withEnforcement(PAGE, await enforcements()), PAGE)
})

function ascending(one: number, other: number): number {
  return one - other
}
