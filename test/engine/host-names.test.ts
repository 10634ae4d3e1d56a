import test from 'ava'
import { foldNames, hostList } from '../../engine/host-names.ts'

const CASES: readonly (readonly [readonly string[], string])[] = [
  [[], ''],
  [['lb1'], 'lb1'],
  [['lb2', 'lb1'], 'lb2, lb1'],
  [['web1', 'web2', 'web3'], 'web[1-3]'],
  [['web3', 'web1', 'web2', 'web7'], 'web[1-3,7]'],
  [['web08', 'web09', 'web10'], 'web[08-10]'],
  [['web1', 'lb1', 'web2', 'web3', 'lb2'], 'web[1-3], lb1, lb2'],
  [['web1.example.org', 'web2.example.org', 'web3.example.org'], 'web[1-3].example.org'],
  [['10.0.0.1', '10.0.0.2', '10.0.0.3'], '10.0.0.1, 10.0.0.2, 10.0.0.3'],
  [['balancer', 'database', 'client'], 'balancer, database, client'],
]

for (const [names, folded] of CASES) {
  test(`foldNames() writes ${names.join(' ') || 'nothing'} as ${folded || 'nothing'}`, (t) =>
    t.is(foldNames(names), folded))
}

test('hostList() adds the count of three or more hosts', (t) => {
  t.is(hostList(['lb1', 'lb2']), 'lb1, lb2')
  t.is(hostList(['web1', 'web2', 'web3']), 'web[1-3], 3 hosts')
})
