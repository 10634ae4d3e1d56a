import { join } from 'node:path'
import test from 'ava'
import { EvenkeelError } from '../../engine/errors/error.ts'
import { limitPattern } from '../../inventory/limit.ts'
import { loadInventory } from '../../inventory/load.ts'
import { matchHosts } from '../../inventory/patterns.ts'
import { sceneOf } from '../description/scene.ts'

const HOSTS = `
directors: { hosts: { lb1: , lb2: } }
web: { hosts: { web2: , web1: , web3: } }
blue: { hosts: { web1: , lb1: , alone: } }
`

for (const [pattern, hosts] of [
  ['all', 'lb1 lb2 web2 web1 web3 alone'],
  ['*', 'lb1 lb2 web2 web1 web3 alone'],
  ['web', 'web2 web1 web3'],
  ['web1', 'web1'],
  ['web1:directors', 'lb1 lb2 web1'],
  ['web1,lb2', 'lb2 web1'],
  ['web*:!web3', 'web2 web1'],
  ['web:&blue', 'web1'],
  ['!web', 'lb1 lb2 alone'],
  ['all:!directors:!alone', 'web2 web1 web3'],
  ['web[0]', 'web2'],
  ['web[-1]', 'web3'],
  ['web[0:1]', 'web2 web1'],
  ['web[1:]', 'web1 web3'],
  ['?b1', 'lb1'],
  ['[lw]*1', 'lb1 web1'],
  ['db*', ''],
  ['blue', 'web1 lb1 alone'],
  [' web1 , lb1 ', 'lb1 web1'],
  ['web1 lb1', 'lb1 web1'],
  ['all !web', 'lb1 lb2 alone'],
  ['~web[12]', 'web2 web1'],
  ['~(lb|web)1', 'lb1 web1'],
  ['~dir', 'lb1 lb2'],
  ['all:!~(web|lb).*', 'alone'],
  ['web:&~.*1$', 'web1'],
  ['~(?i)WEB1', 'web1'],
  ['~(?P<name>lb)', 'lb1 lb2'],
  ['~none', ''],
  ['ungrouped', ''],
] as const) {
  test(`matchHosts() finds ${pattern}`, async (t) => {
    const folder = await sceneOf(t, { 'inventory.yml': HOSTS })
    const inventory = await loadInventory(join(folder, 'inventory.yml'))
    t.is(matchHosts(inventory, pattern).join(' '), hosts)
  })
}

for (const [pattern, hint] of [
  ['wbe', 'Did you mean "web"?'],
  ['web:!directros', 'Did you mean "directors"?'],
  ['nowhere[0]', 'Known names: directors, web, blue, all, lb1, lb2, web2, web1, web3, alone.'],
  ['$(id)', 'Known names: directors, web, blue, all, lb1, lb2, web2, web1, web3, alone.'],
  ['', undefined],
  ['a*b*c*d*e*f*g*h*i*j*k*l', undefined],
  ['web[9]', undefined],
  ['all:!web[3]', undefined],
  ['web[7:]', undefined],
  ['web[1-3]', 'Write "web[1:3]" for hosts by their number, the first is 0, or "~web[1-3]" for names.'],
  ['[z-a]', undefined],
  ['~(web', undefined],
  ['@web', undefined],
] as const) {
  test(`matchHosts() refuses ${JSON.stringify(pattern)}`, async (t) => {
    const folder = await sceneOf(t, { 'inventory.yml': HOSTS })
    const inventory = await loadInventory(join(folder, 'inventory.yml'))
    const thrown = t.throws(() => matchHosts(inventory, pattern), { instanceOf: EvenkeelError })
    t.is(thrown?.code, 'input')
    t.is(thrown?.hint, hint)
  })
}

test('matchHosts() finds hosts of no group as ungrouped', async (t) => {
  const text =
    'all: { hosts: { alone: , web1: }, children: { web: { hosts: { web1: } }, ungrouped: { hosts: { web1: } } } }'
  const inventory = await loadInventory(join(await sceneOf(t, { 'inventory.yml': text }), 'inventory.yml'))
  t.deepEqual(matchHosts(inventory, 'ungrouped'), ['alone'])
  t.deepEqual(inventory.hosts.get('alone')?.groups, ['all', 'ungrouped'])
})

test('limitPattern() reads the lines of a file', async (t) => {
  const folder = await sceneOf(t, { 'site.retry': '# failed\nweb1\n\n  web2  \n' })
  t.is(await limitPattern(`@${folder}/site.retry:!web2`), 'web1,web2,!web2')
  t.is(await limitPattern('all:!web2'), 'all:!web2')
  await t.throwsAsync(limitPattern(`@${folder}/none`), { message: /none: there is no such file/ })
})
