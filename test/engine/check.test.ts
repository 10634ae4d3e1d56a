import test from 'ava'
import { type Check, checkId, checkOf, type Look, type LookResult } from '../../engine/check.ts'
import { sh } from '../../engine/shell.ts'

const look = (from: string): Look => ({ from, run: sh`true` })
const resultOf = (from: string): LookResult => ({ from, status: 0, output: '' })

/** A check of one client between two groups of directors, and the places of the look results that its judge gets. */
function judged(directors: readonly string[]): { readonly check: Check; readonly saw: () => string } {
  const check = checkOf({
    title: 'counts',
    looks: { before: directors.map(look), client: look('client1'), after: directors.map(look) },
    judge: ({ before, client, after }) => ({
      holds: true,
      saw: [before, [client], after].map((results) => results.map(({ from }) => from).join('+')).join(' '),
    }),
  })
  return { check, saw: () => check.judge(check.looks.map(({ from }) => resultOf(String(from)))).saw }
}

test('checkOf() gives the judge each result under the name of its look', (t) => {
  t.is(judged(['lb1', 'lb2']).saw(), 'lb1+lb2 client1 lb1+lb2')
  t.is(judged([]).saw(), ' client1 ')
})

test('checkId() differs by what a check asks and expects, not by its advice or its time', (t) => {
  const { check } = judged(['lb1'])
  t.is(checkId({ ...check, advice: 'look', within: 5 }), checkId(check))
  t.not(checkId({ ...check, expects: 1 }), checkId(check))
  t.not(checkId({ ...check, title: 'other' }), checkId(check))
  t.not(checkId({ ...check, looks: [look('lb2')] }), checkId(check))
})

test('checkOf() makes looks in the order in which they are written', (t) => {
  t.deepEqual(
    judged(['lb1']).check.looks.map(({ from }) => from),
    ['lb1', 'client1', 'lb1'],
  )
})
