import { homedir } from 'node:os'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import type { EvenkeelError } from '../../engine/errors/error.ts'
import type { Inventory } from '../../inventory/inventory.ts'
import { loadInventory } from '../../inventory/load.ts'
import { problemsOf, sceneOf } from '../description/scene.ts'

async function load(t: ExecutionContext, text: string, name = 'inventory.yml'): Promise<Inventory> {
  const folder = await sceneOf(t, { [name]: text })
  return await loadInventory(join(folder, name))
}

/** The variables of a host without `inventory_hostname`, which is not in the inventory's text. */
function variablesOf(inventory: Inventory, host: string): Record<string, unknown> {
  const { inventory_hostname: _, ...written } = inventory.hosts.get(host)?.variables ?? {}
  return written
}

/** The example of Ansible's documentation, with connection keys of evenkeel and of Ansible. */
const NESTED = `
all:
  vars: { ntp: all, color: all, user: root }
  children:
    usa:
      vars: { ntp: usa, color: usa }
      children:
        southeast:
          vars: { ntp: southeast }
          children:
            atlanta: { hosts: { host1: , host2: { ntp: host2 } } }
            raleigh: { hosts: { host2: , host3: } }
    blue: { vars: { color: blue }, hosts: { host1: } }
`

for (const [host, ntp, color] of [
  ['host1', 'southeast', 'usa'],
  ['host2', 'host2', 'usa'],
  ['host3', 'southeast', 'usa'],
] as const) {
  test(`loadInventory() lets the nearest level win on ${host}`, async (t) => {
    const inventory = await load(t, NESTED)
    t.deepEqual(variablesOf(inventory, host), { ntp, color })
  })
}

test('loadInventory() orders a host’s groups from the outermost', async (t) => {
  const inventory = await load(t, NESTED)
  t.deepEqual(inventory.hosts.get('host1')?.groups, ['all', 'blue', 'usa', 'southeast', 'atlanta'])
})

test('loadInventory() lets groups of one depth win by name, and by ansible_group_priority', async (t) => {
  const groups = (priority: string) => `
b: { vars: { color: b }, hosts: { web1: } }
a: { vars: { color: a${priority} }, hosts: { web1: } }`
  t.is((await load(t, groups(''))).hosts.get('web1')?.variables.color, 'b')
  t.is((await load(t, groups(', ansible_group_priority: 10'))).hosts.get('web1')?.variables.color, 'a')
})

test('loadInventory() merges groups and hosts that occur in several places', async (t) => {
  const inventory = await load(
    t,
    `
web: { hosts: { web1: { weight: 1 } } }
all:
  hosts: { web1: { host: 10.0.0.1 }, alone: }
  children: { web: { hosts: { web2: } } }
`,
  )
  t.deepEqual(variablesOf(inventory, 'web1'), { weight: 1 })
  t.deepEqual(inventory.hosts.get('web1')?.connection, { address: '10.0.0.1' })
  t.deepEqual(inventory.groups.get('web')?.hosts, ['web1', 'web2'])
  t.deepEqual(inventory.groups.get('all')?.hosts, ['web1', 'alone', 'web2'])
})

test('loadInventory() counts ranges as Ansible does', async (t) => {
  const inventory = await load(t, 'web: { hosts: { "web[08:10]": , "db-[a:c]x[1:3:2]": { weight: 2 } } }')
  const expected = ['web08', 'web09', 'web10', 'db-ax1', 'db-ax3', 'db-bx1', 'db-bx3', 'db-cx1', 'db-cx3']
  t.deepEqual([...inventory.hosts.keys()], expected)
  t.is(inventory.hosts.get('db-bx3')?.variables.weight, 2)
})

for (const [written, connection] of [
  [
    'host: 10.0.0.1, port: 2222, user: admin, become: true',
    { address: '10.0.0.1', port: 2222, user: 'admin', become: true },
  ],
  [
    'ansible_host: 10.0.0.1, ansible_port: "2222", ansible_user: admin',
    { address: '10.0.0.1', port: 2222, user: 'admin' },
  ],
  ['ansible_become: yes, ansible_connection: ssh, ansible_become_user: root', { become: true }],
  ['jump: "admin@bastion:2200,inner"', { jump: 'admin@bastion:2200,inner' }],
  ['ansible_ssh_common_args: "-J admin@bastion"', { jump: 'admin@bastion' }],
  ['ansible_ssh_common_args: "-o ProxyJump=bastion"', { jump: 'bastion' }],
  [`ansible_ssh_common_args: '-o ProxyCommand="ssh -W %h:%p -q admin@bastion"'`, { jump: 'admin@bastion' }],
  ['ansible_ssh_private_key_file: ~/.ssh/id', { identityFile: join(homedir(), '.ssh/id') }],
  ['host: "2001:db8::1"', { address: '2001:db8::1' }],
] as const) {
  test(`loadInventory() reads how to log in: ${written}`, async (t) => {
    const inventory = await load(t, `web: { hosts: { web1: { ${written} } } }`)
    t.deepEqual(inventory.hosts.get('web1')?.connection as unknown, connection)
    t.deepEqual(
      Object.keys(variablesOf(inventory, 'web1')).filter((key) => !key.startsWith('ansible')),
      [],
    )
  })
}

test('loadInventory() lets a host’s ansible_port win over its group’s port', async (t) => {
  const inventory = await load(
    t,
    'web: { vars: { ansible_host: 10.0.0.9, ansible_ssh_port: 1 }, hosts: { web1: { ansible_port: 2 } } }',
  )
  t.deepEqual(inventory.hosts.get('web1')?.connection, { address: '10.0.0.9', port: 2 })
})

test('loadInventory() takes an identity file relative to the inventory', async (t) => {
  const folder = await sceneOf(t, { 'inventory.yml': 'web: { hosts: { web1: { identity_file: keys/id } } }' })
  const inventory = await loadInventory(join(folder, 'inventory.yml'))
  t.is(inventory.hosts.get('web1')?.connection.identityFile, join(folder, 'keys/id'))
})

test('loadInventory() returns the place of a host in the file', async (t) => {
  const inventory = await load(t, NESTED)
  const { line, column } = inventory.hosts.get('host3')?.where ?? {}
  t.deepEqual([line, column], [12, 42])
})

test('loadInventory() runs an executable inventory', async (t) => {
  const printed = {
    _meta: { hostvars: { web1: { ansible_host: '10.0.0.1', note: '${env:HOME}' } } },
    all: { children: ['web', 'ungrouped'] },
    web: { hosts: ['web1', 'web2'], vars: { weight: 3 }, children: ['inner'] },
    inner: ['web3'],
  }
  const inventory = await load(
    t,
    `#!/bin/sh\n[ "$1" = --list ] && cat <<'END'\n${JSON.stringify(printed)}\nEND\n`,
    'inventory.sh',
  )
  t.deepEqual(inventory.hosts.get('web1')?.connection, { address: '10.0.0.1' })
  t.deepEqual(variablesOf(inventory, 'web1'), { weight: 3, note: '${env:HOME}' })
  t.deepEqual(inventory.groups.get('web')?.hosts, ['web1', 'web2', 'web3'])
  t.deepEqual(inventory.hosts.get('web3')?.groups, ['all', 'web', 'inner'])
})

for (const [title, script, problem] of [
  [
    'that fails',
    'echo no token >&2; exit 3',
    'input Cannot read inventory.sh --list: it ended with status 3: no token',
  ],
  ['without _meta', 'echo "{}"', 'input inventory.sh --list:1:1 The executable inventory prints no _meta.hostvars'],
  ['that does not print JSON', 'echo "{"', 'input inventory.sh --list:2:1 A "{" or "[" is opened and not closed'],
  ['that prints without end', 'exec cat /dev/zero', 'input Cannot read inventory.sh --list: it printed more than 5 MB'],
  [
    'that does not print an object',
    'echo "[]"',
    'input inventory.sh --list:1:1 An executable inventory must print a JSON object for --list',
  ],
] as const) {
  test(`loadInventory() refuses an executable inventory ${title}`, async (t) => {
    const folder = await sceneOf(t, { 'inventory.sh': `#!/bin/sh\n${script}\n` })
    const thrown = await t.throwsAsync(loadInventory(join(folder, 'inventory.sh')))
    const [found = ''] = problemsOf(thrown, folder)
    t.true(found.startsWith(problem), found)
  })
}

test('loadInventory() reads the output of --list that was saved in a file, without its look-ups', async (t) => {
  const saved = { _meta: { hostvars: { web1: { id: '${env:HOME}' } } }, web: { hosts: ['web1'], vars: { size: 1 } } }
  const inventory = await load(t, JSON.stringify(saved), 'saved.json')
  t.deepEqual(variablesOf(inventory, 'web1'), { size: 1, id: '${env:HOME}' })
  t.true(inventory.hosts.get('web1')?.written.get('id')?.value.place.source.literal)
})

test('loadInventory() keeps all digits of the numbers that a program prints', async (t) => {
  const list =
    '{"_meta": {"hostvars": {"web1": {"id": 12345678901234567890, "size": 3, "ratio": 0.5}}}, "web": ["web1"]}'
  const inventory = await load(t, `#!/bin/sh\necho '${list}'\n`, 'list.sh')
  t.deepEqual(variablesOf(inventory, 'web1'), { id: '12345678901234567890', size: 3, ratio: 0.5 })
})

test('loadInventory() takes a single name for a map, and reads the port behind a name, as Ansible does', async (t) => {
  const inventory = await load(t, 'web: { hosts: "web[1:2]:2222", children: db }\ndb: { hosts: { db1: } }\n')
  t.deepEqual(inventory.groups.get('web')?.hosts, ['web1', 'web2', 'db1'])
  t.deepEqual(inventory.hosts.get('web2')?.connection, { port: 2222 })
})

test('loadInventory() says how an executable script must begin', async (t) => {
  const folder = await sceneOf(t, { 'list.py': 'import json\nprint(json.dumps([]))\n' })
  const thrown = await t.throwsAsync<EvenkeelError>(loadInventory(join(folder, 'list.py')))
  t.regex(thrown?.hint ?? '', /let its first line be #!/)
})

test('loadInventory() reports all errors at once', async (t) => {
  const text = 'web:\n  hots: {}\n  hosts:\n    web1: { port: x }\n    "a b": {}\n  vars: [1]\n'
  const folder = await sceneOf(t, { 'inventory.yml': text })
  const thrown = await t.throwsAsync(loadInventory(join(folder, 'inventory.yml')))
  t.deepEqual(
    problemsOf(thrown, folder).map((problem) => problem.split(' ')[1]),
    ['inventory.yml:2:3', 'inventory.yml:4:19', 'inventory.yml:5:5', 'inventory.yml:6:9'],
  )
})

for (const [written, expected] of [
  ['address: 10.0.0.1', 'address'],
  ['evenkeel_address: 10.0.0.1, ansible_user: admin', 'evenkeel_address'],
  ['address: 1 Main Street, ansible_user: admin', undefined],
  ['weight: 1', undefined],
] as const) {
  test(`loadInventory() finds where other hosts reach a host with ${written}`, async (t) => {
    const inventory = await load(t, `all: { hosts: { web1: { ${written} } } }`)
    t.is(inventory.hosts.get('web1')?.clusterAddress?.key, expected)
  })
}

test('loadInventory() refuses one address of two hosts, as a group would give them', async (t) => {
  const { hosts } = await load(t, 'all: { vars: { address: 10.0.0.1 }, hosts: { web1: , web2: } }')
  t.deepEqual(hosts.get('web1')?.problems, [])
  const [problem] = hosts.get('web2')?.problems ?? []
  t.is(problem?.message, '"address" of web2 cannot be 10.0.0.1: it is that of web1')
})
