import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { legacyKindHint } from '../../cli/description/legacy/kinds.ts'
import { noFlags } from '../../cli/parse/flags.ts'
import { readTargets } from '../../cli/run/read-files.ts'
import { resourceTypes } from '../../engine/resources/registry.ts'
import { loadInventory } from '../../inventory/load.ts'
import { matchHosts } from '../../inventory/patterns.ts'
import { sceneOf } from '../description/scene.ts'

const PAGE = readFileSync(new URL('../../docs/coming-from-ansible.md', import.meta.url), 'utf8')

/** The text below a heading. */
function section(heading: string): string {
  const [, text = ''] = PAGE.split(new RegExp(`^#+ ${heading}$`, 'm'))
  return text.split(/^#/m)[0] ?? ''
}

/** The code in the first cell of each row. */
function firstCells(text: string): string[] {
  return [...text.matchAll(/^\| (`.*?`) \|/gm)].map(([, cell = '']) => cell)
}

const written = (heading: string) => firstCells(section(heading)).map((cell) => cell.slice(1, -1))

/** The inventories of the table below this first line. */
function table(heading: string, head: string): string[] {
  const [, text = ''] = section(heading).split(`| ${head} |`)
  return firstCells(text.split(/\n\n/)[0] ?? '').map((cell) => cell.slice(1, -1))
}

/** The logins to all hosts of `inventory.yml`, as commands without a playbook read them. */
async function targetsIn(t: ExecutionContext, text: string) {
  const folder = await sceneOf(t, { 'inventory.yml': `${text}\n` })
  return await readTargets({
    positionals: [],
    tail: [],
    flags: { ...noFlags(), inventory: join(folder, 'inventory.yml') },
  })
}

test('the page has inventories that load, and that do not', (t) => {
  t.is(written('What loads').length, 27)
  t.is(table('What loads', 'not followed | instead').length, 7)
  t.is(written('What is refused').length, 9)
})

for (const text of written('What loads'))
  test(`evenkeel reads ${text}, as docs/coming-from-ansible.md says`, async (t) => {
    t.not((await targetsIn(t, text)).length, 0)
  })

for (const text of table('What loads', 'not followed | instead'))
  test(`evenkeel says that it does not follow ${text}, as docs/coming-from-ansible.md says`, async (t) => {
    const [target] = await targetsIn(t, text)
    t.regex(target?.remarks?.[0] ?? '', /inventory\.yml:1:\d+: .* is not followed: /)
  })

for (const text of written('What is refused'))
  test(`evenkeel refuses ${text}, as docs/coming-from-ansible.md says`, async (t) => {
    await t.throwsAsync(targetsIn(t, text))
  })

test('folders of variables are read, as docs/coming-from-ansible.md says', async (t) => {
  const folder = await sceneOf(t, {
    'group_vars/real_servers.yml': 'color: blue\n',
    'host_vars/web1/size': 'size: 3\n',
    'site/group_vars/all.json': '{"site": true}',
  })
  const { hosts } = await loadInventory(join(folder, 'inventory.yml'), { playbookFolder: join(folder, 'site') })
  t.deepEqual(hosts.get('web1')?.variables, { tier: 'shop', weight: 1, color: 'blue', size: 3, site: true })
  await t.throwsAsync(loadInventory(folder), { message: /it is a folder/ })
})

test('patterns have regular expressions, and no implicit localhost, as docs/coming-from-ansible.md says', async (t) => {
  const folder = await sceneOf(t, {})
  const inventory = await loadInventory(join(folder, 'inventory.yml'))
  t.deepEqual(matchHosts(inventory, '~web[12]'), ['web1', 'web2'])
  for (const pattern of ['@retry.txt', 'localhost']) t.throws(() => matchHosts(inventory, pattern), undefined, pattern)
})

test('each module of docs/coming-from-ansible.md is a kind, or gets a hint', (t) => {
  const modules = [...section('Modules').matchAll(/^\| (`.*?) \|/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`(\w+)`/g)].map(([, name = '']) => name),
  )
  t.is(modules.length, 22)
  t.deepEqual(
    modules.filter((name) => !resourceTypes.has(name) && legacyKindHint(name) === undefined),
    [],
  )
})
