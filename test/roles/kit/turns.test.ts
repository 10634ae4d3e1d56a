import test from 'ava'
import { turnsAhead } from '../../../roles/kit/turns.ts'

for (const [weights, turns] of [
  [[1], 1],
  [[1, 1, 1], 1],
  [[3, 1], 3],
  [[100, 100], 1],
  [[200, 100, 300], 3],
  [[6, 4], 3],
] as const)
  test(`turnsAhead() of weights ${weights.join(', ')} is ${turns}`, (t) => t.is(turnsAhead(weights), turns))
