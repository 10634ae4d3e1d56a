import test from 'ava'
import { withInventory } from '../../../cli/view/with-inventory.ts'

const run = '20261121-103102-k3f9'

const COMPLETED: readonly (readonly [string, string])[] = [
  [`This finishes it: evenkeel resume ${run}`, `This finishes it: evenkeel resume ${run} -i 'my hosts.yml'`],
  [`evenkeel unlock ${run} gives it up.`, `evenkeel unlock ${run} -i 'my hosts.yml' gives it up.`],
  ['This frees it: evenkeel unlock unknown', "This frees it: evenkeel unlock unknown -i 'my hosts.yml'"],
  ['See "evenkeel history".', `See "evenkeel history -i 'my hosts.yml'".`],
  [`evenkeel rollback ${run} -i hosts.yml`, `evenkeel rollback ${run} -i hosts.yml`],
  ['evenkeel plan PLAYBOOK -i INVENTORY', 'evenkeel plan PLAYBOOK -i INVENTORY'],
  ['the history of evenkeel', 'the history of evenkeel'],
]

for (const [words, completed] of COMPLETED) {
  test(`withInventory() completes the command in "${words}"`, (t) =>
    t.is(withInventory(words, 'my hosts.yml'), completed))
}

test('withInventory() without an inventory changes nothing', (t) => {
  t.is(withInventory(`evenkeel resume ${run}`, undefined), `evenkeel resume ${run}`)
})
