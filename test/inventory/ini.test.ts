import { readFileSync } from 'node:fs'
import { chmod, copyFile, mkdir, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import test, { type ExecutionContext } from 'ava'
import type { EvenkeelError } from '../../engine/errors/error.ts'
import { Source } from '../../engine/errors/source.ts'
import { isIni } from '../../inventory/ini.ts'
import type { Inventory } from '../../inventory/inventory.ts'
import { loadInventory } from '../../inventory/load.ts'
import { problemsOf, sceneOf } from '../description/scene.ts'

const FIXTURES = fileURLToPath(new URL('fixtures', import.meta.url))

/** File names and texts, and whether they are INI. */
const FORMATS: readonly (readonly [file: string, text: string, isIni: boolean])[] = [
  ['hosts', '# hosts\n\n[web]\nweb1\n', true],
  ['hosts', 'web1 ansible_host=192.0.2.1\n', true],
  ['hosts', 'web[01:10].example.com:2222\n', true],
  ['hosts', '; a comment\nweb1\n[web:vars]\nx=1\n', true],
  ['hosts.ini', '', true],
  ['hosts.cfg', '', true],
  ['hosts.yml', '# hosts\n\n[web] # servers\nweb1\n', true],
  ['hosts', '[all:vars]\r\nx=1\r\n', true],
  ['hosts.yml', '["web", "db"]\n', false],
  ['hosts.json', '[web, db]\n', false],
  ['hosts', 'all:\n  hosts:\n    web1:\n', false],
  ['hosts', '---\nall: { hosts: { web1: } }\n', false],
  ['hosts', '{ "all": { "hosts": ["web1"] } }\n', false],
  ['hosts', '', false],
]

for (const [file, text, expected] of FORMATS)
  test(`isIni() of ${file} with ${JSON.stringify(text)} is ${expected}`, (t) =>
    t.is(isIni(new Source(file, text)), expected))

/** Loads an inventory while `ansible-inventory` is this script, or missing; tests of one file run one after the other. */
async function load(t: ExecutionContext, script: string | undefined, plugin?: string): Promise<Inventory> {
  const folder = await sceneOf(t, {})
  const [bin, inventory] = [join(folder, 'bin'), join(folder, plugin === undefined ? 'hosts.ini' : 'cloud.yml')]
  await mkdir(bin)
  if (plugin === undefined) await copyFile(join(FIXTURES, 'hosts.ini'), inventory)
  else await writeFile(inventory, plugin)
  if (script !== undefined) {
    await writeFile(join(bin, 'ansible-inventory'), `#!/bin/sh\n${script}\n`)
    await chmod(join(bin, 'ansible-inventory'), 0o755)
  }
  const { PATH } = process.env
  process.env.PATH = script === undefined ? bin : [bin, PATH].join(delimiter)
  try {
    return await loadInventory(inventory)
  } catch (error) {
    throw new Error(problemsOf(error, folder).join('\n'), { cause: error })
  } finally {
    process.env.PATH = PATH
  }
}

test.serial('loadInventory() reads INI as ansible-inventory of core 2.14 prints it', async (t) => {
  const { hosts, groups } = await load(t, `cat ${FIXTURES}/hosts.ini.json`)
  t.deepEqual([...hosts.keys()], ['lb1', 'lb2', 'web1', 'web2', 'gateway'])
  t.deepEqual(groups.get('cluster')?.hosts, ['lb1', 'lb2', 'web1', 'web2'])
  t.deepEqual(hosts.get('lb1')?.connection, { address: '192.0.2.11' })
  t.deepEqual(hosts.get('web2')?.connection, { user: 'admin', become: true })
  t.like(hosts.get('web2')?.variables, { weight: 2, note: 'two words' })
  t.deepEqual(hosts.get('web2')?.groups, ['all', 'cluster', 'real_servers'])
})

test.serial('loadInventory() lets ansible-inventory read only INI, and refuse what it cannot read', async (t) => {
  const script = `[ "$1 $3 $4" = '-i --list --export' ] || exit 9
env | grep '^ANSIBLE_\\(INVENTORY\\|VARS\\)' | sort >&2
exit 1`
  await t.throwsAsync(load(t, script), {
    message: new RegExp(
      [
        'input Cannot read ansible-inventory -i hosts.ini --list --export: it ended with status 1: ',
        'ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED=true\nANSIBLE_INVENTORY_ENABLED=ini\nANSIBLE_INVENTORY_UNPARSED_FAILED=true\nANSIBLE_VARS_ENABLED=',
      ].join(''),
    ),
  })
})

test.serial('loadInventory() says how to convert INI where ansible-inventory is not installed', async (t) => {
  const error = await t.throwsAsync(load(t, undefined), {
    message: /Ansible's INI format is read by ansible-inventory, which is not installed here/,
  })
  const refusal = error?.cause as EvenkeelError | undefined
  t.regex(refusal?.hint ?? '', /ansible-inventory -i \S+hosts\.ini --list --yaml > hosts\.yml/)
})

test.serial('loadInventory() lets ansible-inventory read the file of an inventory plugin', async (t) => {
  const script = `[ "$ANSIBLE_INVENTORY_ENABLED" = auto ] && cat ${FIXTURES}/hosts.ini.json`
  const { hosts } = await load(t, script, 'plugin: amazon.aws.aws_ec2\nregions: [eu-central-1]\n')
  t.deepEqual([...hosts.keys()], ['lb1', 'lb2', 'web1', 'web2', 'gateway'])
  await t.throwsAsync(load(t, undefined, 'plugin: constructed\n'), {
    message: /cloud\.yml: the file of an inventory plugin is read by ansible-inventory, which is not installed here/,
  })
})

test('the captured output is of the inventory beside it', (t) => {
  const { _meta } = JSON.parse(readFileSync(join(FIXTURES, 'hosts.ini.json'), 'utf8')) as {
    _meta: { hostvars: object }
  }
  t.deepEqual(Object.keys(_meta.hostvars).sort(), ['gateway', 'lb1', 'lb2', 'web1', 'web2'])
})
