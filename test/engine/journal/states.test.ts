import { readFileSync } from 'node:fs'
import test from 'ava'
import {
  isFinal,
  isLeased,
  RUN_STATES,
  recordedOutcome,
  runOutcome,
  statesAfter,
} from '../../../engine/journal/states.ts'
import { script } from '../../../engine/target/scripts.ts'

const PAGE = readFileSync(new URL('../../../docs/transactions.md', import.meta.url), 'utf8')

test('statesAfter() has the arrows of the diagram in docs/transactions.md', (t) => {
  const drawn = [...PAGE.matchAll(/^ {2}(\S+) --> (\w+):/gm)].map(
    ([, from, to]) => `${from === '[*]' ? 'nothing' : from} > ${to}`,
  )
  const held = RUN_STATES.flatMap((state) => statesAfter(state).map((next) => `${state} > ${next}`))
  t.deepEqual([...new Set(drawn)].sort(), held.sort())
})

test('RUN_STATES has the states that hosts read', (t) => {
  const [, files = ''] = /for file in (.*); do/.exec(script('standing')) ?? []
  const read = [...files.matchAll(/"\$1"\/(\w+)/g)].map(([, state = '']) => state)
  t.deepEqual([...read, 'nothing'].sort(), [...RUN_STATES].sort())
})

test('isFinal() and isLeased() agree with the table in docs/transactions.md', (t) => {
  const rows = [...PAGE.matchAll(/^\| `(\w+)(\S*)` \|(.*)\|$/gm)]
  const final = rows.flatMap(([, state = '', , meaning = '']) => (meaning.includes('Final.') ? [state] : []))
  const leased = rows.flatMap(([, state = '', deadline]) => (deadline === '.BOOT.DEADLINE' ? [state] : []))
  t.deepEqual(RUN_STATES.filter(isFinal).sort(), final.sort())
  t.deepEqual(RUN_STATES.filter(isLeased), leased)
})

test('recordedOutcome() distinguishes a run under way from one whose lease has ended', (t) => {
  t.is(recordedOutcome('open', 1, true), 'running')
  t.is(recordedOutcome('open', 0, true), 'interrupted')
  t.is(recordedOutcome('nothing', 0, true), 'running')
  t.is(recordedOutcome('nothing', 0, false), 'untouched')
  t.is(recordedOutcome('stuck', 0, true), 'stuck')
})

test('runOutcome() never calls unknown a success, and leaves out hosts that were not touched', (t) => {
  t.is(runOutcome(['committed', 'unknown']), 'unknown')
  t.is(runOutcome(['committed', 'reverted']), 'mixed')
  t.is(runOutcome(['committed', 'untouched']), 'committed')
  t.is(runOutcome(['untouched']), 'reverted')
})
