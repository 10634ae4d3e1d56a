import test, { type ExecutionContext } from 'ava'
import { Blob } from '../../engine/blob.ts'
import type { Resource } from '../../engine/resources/resource.ts'
import { assignmentOf, describe, factsOf, INVENTORY, Refusal } from './scene.ts'

/** A role that writes its context into a file. */
const SHOW = `import { defineRole, makeResource, fileType, sh, z } from 'evenkeel'
export default defineRole({
  name: 'show',
  summary: 'Shows what a role sees.',
  vars: z.strictObject({ group: z.string().default('all'), path: z.string().default('/etc/show'), port: z.int().default(80) }),
  resources: ({ vars, host, members, applied, clients, hosts }) => [makeResource(fileType, { path: vars.path, content: JSON.stringify({
    host: [host.name, host.address, host.facts.hostname, host.variables.weight, vars.port],
    members: members.map((member) => [member.name, member.facts?.hostname]),
    applied: applied.map((member) => member.name),
    clients: clients.map((client) => client.name),
    hosts: hosts(vars.group).map((other) => other.address),
  }) })],
  checks: ({ applied, clients }) => [{ title: 'serves', looks: [], judge: () => ({ holds: true, saw: applied.map((member) => member.name).join() }) }],
  lints: ({ host }) => [{ rule: 21, level: 'warn', message: 'the same' }, ...(host.name === 'web2' ? [{ rule: 1, level: 'refuse', message: 'only here' }] : [])],
  precedence: ({ host }) => (host.name === 'web1' || host.name === 'lb1' ? 1 : 0),
})
`
const playbook = (plays: string, vars = '{}') => `name: Shop\nvars: ${vars}\nplays:\n${plays}`
const scene = (plays: string, vars?: string) => ({ 'site.yml': playbook(plays, vars), 'roles/show/role.ts': SHOW })

function content(resource: Resource | undefined): string | undefined {
  const blob = (resource?.spec as { content?: unknown } | undefined)?.content
  return blob instanceof Blob ? blob.text?.reveal() : undefined
}

test('loadAssignment() returns targets, clients and the inventory', async (t) => {
  const assignment = await assignmentOf(t, scene('  - { hosts: real_servers, roles: [show] }\n'))
  t.is(assignment.playbook, 'Shop')
  t.deepEqual(
    assignment.targets.map(({ name }) => name),
    ['web1', 'web2'],
  )
  t.deepEqual(
    assignment.clients.map(({ name }) => name),
    ['client1'],
  )
  t.deepEqual(
    assignment.inventory.map(({ name }) => name),
    ['lb1', 'lb2', 'web1', 'web2', 'client1'],
  )
  const [first] = assignment.targets
  t.like(first, { name: 'web1', address: '10.77.0.21', user: 'root' })
})

test('loadAssignment() keeps a limited play’s members', async (t) => {
  const plays = '  - { hosts: real_servers, roles: [show] }\n  - { hosts: directors, roles: [show] }\n'
  const assignment = await assignmentOf(t, scene(plays), { limit: 'web*:!web1' })
  const [play, ...others] = describe(assignment).plays
  t.deepEqual(
    assignment.targets.map(({ name }) => name),
    ['web2'],
  )
  t.deepEqual(others, [])
  t.deepEqual(JSON.parse(content(play?.hosts[0]?.resources[0]) ?? ''), {
    host: ['web2', '10.77.0.22', 'web2', 2, 80],
    members: [
      ['web1', null],
      ['web2', 'web2'],
    ],
    applied: ['web1', 'web2'],
    clients: ['client1'],
    hosts: ['10.77.0.11', '10.77.0.12', '10.77.0.21', '10.77.0.22', '10.77.0.31'],
  })
})

test('Assignment.describe() lets checks look from a client that is connected after the plan', async (t) => {
  const role = SHOW.replace("title: 'serves'", 'title: clients.flatMap(({ facts }) => facts?.hostname ?? []).join()')
  const files = { ...scene('  - { hosts: web1, roles: [show] }\n'), 'roles/show/role.ts': role }
  const facts = new Map([['web1', factsOf('web1')]])
  const [play] = (await assignmentOf(t, files)).describe(facts).plays
  const titles = () => play?.checks(['web1']).map(({ title }) => title)
  t.deepEqual(titles(), [''])
  facts.set('client1', factsOf('client1'))
  t.deepEqual(titles(), ['client1'])
})

test('loadAssignment() goes without a client that the limit leaves out by name', async (t) => {
  const files = scene('  - { hosts: web1, roles: [show] }\n')
  const assignment = await assignmentOf(t, files, { limit: '!client1' })
  const [resource] = describe(assignment).plays[0]?.hosts[0]?.resources ?? []
  t.deepEqual(assignment.clients, [])
  t.deepEqual(JSON.parse(content(resource) ?? '').clients, [])
})

test('loadAssignment() lets -e win over hosts, and hosts over the playbook', async (t) => {
  const plays = '  - { hosts: real_servers, roles: [{ role: show, vars: { port: "${weight}" } }] }\n'
  const ports = async (extraVariables: readonly string[]) => {
    const description = describe(await assignmentOf(t, scene(plays, '{ weight: 9 }'), { extraVariables }))
    return description.plays[0]?.hosts.map(({ resources }) => JSON.parse(content(resources[0]) ?? '').host.slice(3))
  }
  t.deepEqual(await ports([]), [
    [1, 1],
    [2, 2],
  ])
  t.deepEqual(await ports(['weight=7']), [
    [7, 7],
    [7, 7],
  ])
})

for (const [serial, batchSize, hosts] of [
  ['', 2, ['web1', 'web2']],
  ['serial: 1, ', 1, ['web2', 'web1']],
  ['serial: 50%, ', 1, ['web2', 'web1']],
  ['serial: 1%, ', 1, ['web2', 'web1']],
  ['serial: "${size}", ', 2, ['web2', 'web1']],
] as const) {
  test(`Assignment.describe() batches with ${serial || 'no serial'}`, async (t) => {
    const files = scene(`  - { ${serial}hosts: real_servers, roles: [show] }\n`, '{ size: 2 }')
    const [play] = describe(await assignmentOf(t, files)).plays
    t.is(play?.batchSize, batchSize)
    t.deepEqual(
      play?.hosts.map(({ host }) => host),
      [...hosts],
    )
  })
}

test('Assignment.describe() merges findings of one message', async (t) => {
  const { findings } = describe(await assignmentOf(t, scene('  - { hosts: real_servers, roles: [show] }\n')))
  t.deepEqual(findings, [
    { rule: 21, level: 'warn', message: 'the same', hosts: ['web1', 'web2'] },
    { rule: 1, level: 'refuse', message: 'only here', hosts: ['web2'] },
  ])
})

test('Assignment.describe() returns each check once, and passes on what is applied', async (t) => {
  const [play] = describe(await assignmentOf(t, scene('  - { hosts: real_servers, roles: [show] }\n'))).plays
  const saw = (...applied: string[]) => play?.checks(applied).map((check) => check.judge([]).saw)
  t.deepEqual(saw('web2'), ['web2'])
  t.deepEqual(saw('web1', 'web2'), ['web1,web2'])
  t.deepEqual(saw(), [])
})

test('Assignment.describe() merges equal resources', async (t) => {
  const task = '{ file: { path: /etc/motd, content: hello } }'
  const plays = `  - { hosts: web1, tasks: [${task}, ${task}] }\n  - { hosts: web1, tasks: [${task}] }\n`
  const description = describe(await assignmentOf(t, scene(plays)))
  t.deepEqual(
    description.plays.map(({ hosts }) => hosts.flatMap(({ resources }) => resources.map(({ id }) => id))),
    [['file:/etc/motd'], []],
  )
})

for (const [title, first, second] of [
  ['contents', 'content: hello', 'content: world'],
  ['modes', 'content: hello', 'content: hello, mode: "0600"'],
  ['secrets', 'content: "${file:one.txt}"', 'content: "${file:two.txt}"'],
] as const) {
  test(`Assignment.describe() refuses one resource with two ${title}, naming both places`, async (t) => {
    const task = (more: string) => `{ file: { path: /etc/motd, ${more} } }`
    const plays = `  - hosts: web1\n    tasks:\n      - ${task(first)}\n  - hosts: web1\n    tasks:\n      - ${task(second)}\n`
    const assignment = await assignmentOf(t, { ...scene(plays), 'one.txt': 'first secret', 'two.txt': 'second secret' })
    const thrown = t.throws(() => describe(assignment))
    t.like(thrown, { code: 'conflict', where: { line: 9, column: 11 } })
    t.regex(
      thrown?.message ?? '',
      /web1: file:\/etc\/motd is described twice .* by task file \(.*site\.yml:6:11\) and by task file/,
    )
  })
}

test('Assignment.describe() adds the place to an error of a role', async (t) => {
  const assignment = await assignmentOf(
    t,
    scene('  - { hosts: web1, roles: [{ role: show, vars: { group: nowhere } }] }\n'),
  )
  const thrown = t.throws(() => describe(assignment), { message: /has no group or host "nowhere"/ })
  t.like(thrown, { code: 'input', where: { line: 4, column: 36 } })
})

test('Assignment.describe() refuses a role that returns no resources', async (t) => {
  const role = SHOW.replace(/resources: [\s\S]*checks:/, 'resources: () => [{ path: "/etc/x" }],\n  checks:')
  const assignment = await assignmentOf(t, {
    ...scene('  - { hosts: web1, roles: [show] }\n'),
    'roles/show/role.ts': role,
  })
  t.throws(() => describe(assignment), { message: /must return an array of resources/ })
})

test('Assignment.describe() passes an IPv6 address on as the host itself prints it', async (t) => {
  const inventory = 'all: { hosts: { web1: { host: "FD00:0::21" } } }'
  const files = { ...scene('  - { hosts: all, roles: [show] }\n'), 'inventory.yml': inventory }
  const [resource] = describe(await assignmentOf(t, files)).plays[0]?.hosts[0]?.resources ?? []
  t.deepEqual(JSON.parse(content(resource) ?? '').hosts, ['fd00::21'])
})

test('Assignment.describe() uses the address where a host was reached if DNS does not resolve its name', async (t) => {
  const inventory = INVENTORY.replace('host: 10.77.0.21', 'host: web1.invalid')
  const files = {
    ...scene('  - { hosts: web1, roles: [{ role: show, vars: { group: web1 } }] }\n'),
    'inventory.yml': inventory,
  }
  const assignment = await assignmentOf(t, files)
  t.throws(() => describe(assignment), { message: /The IP address of web1 is needed/ })
  const facts = new Map([['web1', { ...factsOf('web1'), reachedAt: '10.9.9.9' }]])
  const [resource] = assignment.describe(facts).plays[0]?.hosts[0]?.resources ?? []
  t.deepEqual(JSON.parse(content(resource) ?? '').hosts, ['10.9.9.9'])
})

/** The addresses that a role sees of web1 and web2, with what web1 has on its interfaces. */
async function seenAddresses(t: ExecutionContext, address: string, addresses?: readonly string[]): Promise<unknown> {
  const files = {
    ...scene('  - { hosts: web1, roles: [{ role: show, vars: { group: real_servers } }] }\n'),
    'inventory.yml': INVENTORY.replace('host: 10.77.0.21', `host: 203.0.113.5, ${address}`),
  }
  const interfaces = [{ name: 'eth1', addresses: addresses ?? [] }]
  const facts = addresses === undefined ? new Map() : new Map([['web1', { ...factsOf('web1'), interfaces }]])
  const [resource] = (await assignmentOf(t, files)).describe(facts).plays[0]?.hosts[0]?.resources ?? []
  return JSON.parse(content(resource) ?? '').hosts
}

for (const [address, addresses, seen] of [
  ['address: 10.0.0.21', ['192.0.2.1/24'], ['10.0.0.21', '10.77.0.22']],
  ['address: "${inside}", inside: "FD00::21"', ['192.0.2.1/24'], ['fd00::21', '10.77.0.22']],
  ['address: 10.0.0.0/24', ['192.0.2.1/24', '10.0.0.100/32', '10.0.0.21/24'], ['10.0.0.21', '10.77.0.22']],
] as const) {
  test(`Assignment.describe() gives roles the address inside the cluster: ${address}`, async (t) => {
    t.deepEqual(await seenAddresses(t, address, addresses), seen)
  })
}

for (const [address, message] of [
  ['address: 10.1.0.0/24', /^web1 has no address in 10.1.0.0\/24$/],
  [
    'address: 10.1.0.1/24',
    /^"address" of web1 cannot be "10.1.0.1\/24": an IP address is needed, or a network such as /,
  ],
  ['address: 1 Main Street', /^"address" of web1 cannot be "1 Main Street": /],
] as const) {
  test(`Assignment.describe() refuses ${address}`, async (t) => {
    await t.throwsAsync(seenAddresses(t, address, ['10.0.0.21/24']), { message })
  })
}

test('loadAssignment() reads a file’s source beside the playbook', async (t) => {
  const files = {
    ...scene('  - { hosts: web1, tasks: [{ file: { path: /etc/motd, source: files/motd } }] }\n'),
    'files/motd': 'hello\n',
  }
  const [resource] = describe(await assignmentOf(t, files)).plays[0]?.hosts[0]?.resources ?? []
  t.like(resource?.spec, { content: { size: 6 } })
})

test('loadAssignment() resolves a jump by an inventory’s name', async (t) => {
  const inventory = `all:
  hosts:
    bastion: { host: 203.0.113.5, user: admin, port: 2200, jump: outer }
    outer: { host: "2001:db8::1" }
    web1: { host: 10.0.0.1, jump: bastion }
    web2: { host: 10.0.0.2, jump: me@elsewhere }
    web3: { host: 10.0.0.3, jump: "root@bastion:22" }
`
  const assignment = await assignmentOf(t, { ...scene('  - { hosts: all, roles: [] }\n'), 'inventory.yml': inventory })
  const [web1, web2, web3] = ['web1', 'web2', 'web3'].map((name) => assignment.targets.find((one) => one.name === name))
  t.is(web1?.jump, 'bastion')
  t.like(web1?.hops?.[0], { name: 'bastion', address: '203.0.113.5', user: 'admin', port: 2200, jump: 'outer' })
  t.like(web1?.hops?.[1], { name: 'outer', address: '2001:db8::1' })
  t.is(web2?.jump, 'me@elsewhere')
  t.is(web2?.hops, undefined)
  t.deepEqual(
    web3?.hops?.map(({ name }) => name),
    ['bastion', 'outer'],
  )
})

test('Assignment.describe() names variables of -e that nothing looks up', async (t) => {
  const files = scene('  - { hosts: web1, roles: [{ role: show, vars: { path: "/etc/${place}" } }] }\n', '{ place: a }')
  const extraVariables = ['plaec=b', 'weight=3', 'user=root', 'ansible_user=root']
  const { remarks } = describe(await assignmentOf(t, files, { extraVariables }))
  t.deepEqual(remarks, [
    '-e plaec has no effect: nothing looks it up. Did you mean "place"?',
    '-e user has no effect: nothing looks it up. -e ansible_user=… says how to log in.',
  ])
})

test('Assignment.describe() names a play without roles and tasks', async (t) => {
  const files = scene('  - { hosts: web1, roles: [show] }\n  - { name: Nothing, hosts: web1 }\n')
  const { remarks } = describe(await assignmentOf(t, files))
  t.is(remarks?.length, 1)
  t.regex(remarks?.[0] ?? '', /^The play "Nothing" has neither roles nor tasks \(.*site\.yml:5:5\)$/)
})

test('loadAssignment() looks up how to log in where no variable has the name', async (t) => {
  const role = '{ role: show, vars: { path: "/${host}/${port}/${user}" } }'
  const pathOf = async (vars: string) => {
    const files = { ...scene(`  - { hosts: web1, roles: [${role}] }\n`, vars), 'inventory.yml': LOGIN }
    return describe(await assignmentOf(t, files)).plays[0]?.hosts[0]?.resources[0]?.id
  }
  t.is(await pathOf('{}'), 'file:/10.0.0.1/2222/root')
  t.is(await pathOf('{ port: 80 }'), 'file:/10.0.0.1/80/root')
})

test('loadAssignment() needs no variable that no role reads', async (t) => {
  const inventory = 'all: { hosts: { web1: { host: 10.0.0.1, weight: 1, url: "{{ vip }}", home: "${nowhere}" } } }\n'
  const files = { ...scene('  - { hosts: web1, roles: [show] }\n'), 'inventory.yml': inventory }
  const [resource] = describe(await assignmentOf(t, files)).plays[0]?.hosts[0]?.resources ?? []
  t.is(JSON.parse(content(resource) ?? '').host[3], 1)
})

const LOGIN = 'all: { hosts: { web1: { host: 10.0.0.1, port: 2222, user: root } } }\n'

const HALF_READABLE = `all:
  hosts:
    web1:
    web2: { ansible_ssh_common_args: -J gate }
    gate: { ansible_port: x }
    localhost: { ansible_connection: local }
`

test('loadAssignment() goes on without hosts outside of the limit whose login cannot be read', async (t) => {
  const files = { ...scene('  - { hosts: "web*", roles: [show] }\n'), 'inventory.yml': HALF_READABLE }
  const { targets, inventory } = await assignmentOf(t, files, { limit: 'web1:localhost' })
  t.deepEqual([targets.map(({ name }) => name), inventory.map(({ name }) => name)], [['web1'], ['web1']])
})

for (const [limit, hosts, problem] of [
  ['all', 'web1', 'input inventory.yml:5:27 ansible_port cannot be "x": a number from 1 to 65535 is needed'],
  ['web2', 'web2', 'input inventory.yml:5:27 ansible_port cannot be "x": a number from 1 to 65535 is needed'],
  [
    'localhost',
    'localhost',
    'unsupported inventory.yml:6:38 ansible_connection cannot be local: evenkeel connects by SSH, and becomes root by sudo or doas',
  ],
] as const) {
  test(`loadAssignment() refuses a login of ${hosts} that cannot be read, with --limit ${limit}`, async (t) => {
    const files = { ...scene(`  - { hosts: ${hosts}, roles: [show] }\n`), 'inventory.yml': HALF_READABLE }
    const thrown = await t.throwsAsync(assignmentOf(t, files, { limit }), { instanceOf: Refusal })
    t.deepEqual(thrown?.problems, [problem])
  })
}

test('loadAssignment() lets -e say how to log in with Ansible’s words', async (t) => {
  const extraVariables = ['ansible_user=deploy', 'port=2222']
  const { targets } = await assignmentOf(t, scene('  - { hosts: web1, roles: [show] }\n'), { extraVariables })
  t.like(targets[0], { name: 'web1', user: 'deploy', port: undefined })
})

test('loadAssignment() refuses jumps in a circle', async (t) => {
  const inventory = 'all: { hosts: { a: { jump: b }, b: { jump: a } } }'
  const files = { ...scene('  - { hosts: a, roles: [] }\n'), 'inventory.yml': inventory }
  await t.throwsAsync(assignmentOf(t, files), { message: /in a circle: a > b > a/ })
})

test('loadAssignment() names the hosts on which a look-up fails', async (t) => {
  const files = scene('  - { hosts: "lb1:web1:web2", roles: [{ role: show, vars: { port: "${weight}" } }] }\n')
  const thrown = await t.throwsAsync(assignmentOf(t, files), { instanceOf: Refusal })
  t.deepEqual(thrown?.problems, ['input site.yml:4:68 No variable is called "weight" (on lb1)'])
})

test('loadAssignment() leaves no target with a limit without a host of the playbook, and refuses one without a host', async (t) => {
  const files = scene('  - { hosts: web1, roles: [] }\n  - { hosts: web2, roles: [] }\n')
  const { targets, described, inventory } = await assignmentOf(t, files, { limit: 'lb1' })
  t.deepEqual([targets, described, inventory.map(({ name }) => name)], [[], ['web1', 'web2'], ['lb1']])
  await t.throwsAsync(assignmentOf(t, files, { limit: 'lb1:!lb1' }), {
    message: /^usage --limit lb1:!lb1 matches no host/,
  })
})

test('loadAssignment() reports the errors of inventory and playbook together', async (t) => {
  const files = { ...scene('  - { hots: web1 }\n'), 'inventory.yml': 'all: { hots: {} }' }
  const thrown = await t.throwsAsync(assignmentOf(t, files), { instanceOf: Refusal })
  t.deepEqual(
    thrown?.problems.map((problem) => problem.split(' ')[1]),
    ['inventory.yml:1:8', 'site.yml:4:5', 'site.yml:4:7'],
  )
})

/** A role that owns a table and has an opening; another one that shows the openings of all. */
const OWNER = `import { defineRole, z } from 'evenkeel'
export default defineRole({
  name: 'owner', summary: 'Owns.', vars: z.strictObject({ port: z.int().default(80) }), resources: () => [],
  owns: () => ['the table'],
  openings: ({ vars }) => [{ title: 'it', protocol: 'tcp', port: vars.port }],
})
`
const OTHER = OWNER.replace("name: 'owner'", "name: 'other'")
const OPENINGS = `import { defineRole, makeResource, fileType, z } from 'evenkeel'
export default defineRole({
  name: 'openings', summary: 'Shows.', vars: z.strictObject({}),
  resources: ({ openings }) => [makeResource(fileType, { path: '/etc/openings', content: JSON.stringify(openings()) })],
})
`

test('Assignment.describe() passes the openings of all roles of a host to a role, over all plays', async (t) => {
  const plays = `  - { hosts: web1, roles: [openings, owner] }
  - { hosts: real_servers, roles: [{ role: owner, vars: { port: 81 } }] }
`
  const files = { ...scene(plays), 'roles/owner/role.ts': OWNER, 'roles/openings/role.ts': OPENINGS }
  const [resource] = describe(await assignmentOf(t, files)).plays[0]?.hosts[0]?.resources ?? []
  t.deepEqual(
    JSON.parse(content(resource) ?? '').map(({ port }: { port: number }) => port),
    [80, 81],
  )
})

for (const [plays, earlier] of [
  ['  - { hosts: web1, roles: [openings, owner] }', [false]],
  ['  - { hosts: web1, roles: [owner, openings] }', [true]],
  ['  - { hosts: web1, roles: [owner] }\n  - { hosts: web1, roles: [openings] }', [true]],
  ['  - { hosts: web1, roles: [openings, owner] }\n  - { hosts: web1, roles: [openings] }', [false]],
  ['  - { hosts: web1, roles: [owner, openings] }\n  - { hosts: web1, roles: [openings, other] }', [true, false]],
  ['  - { hosts: web2, roles: [owner] }\n  - { hosts: web1, roles: [openings] }', []],
] as const)
  test(`Assignment.describe() marks the openings of roles with an earlier turn: ${plays}`, async (t) => {
    const roles = { 'roles/owner/role.ts': OWNER, 'roles/other/role.ts': OTHER.replace('the table', 'the other') }
    const files = { ...scene(`${plays}\n`), ...roles, 'roles/openings/role.ts': OPENINGS }
    const resources = describe(await assignmentOf(t, files)).plays.flatMap(({ hosts }) =>
      hosts.flatMap((one) => one.resources),
    )
    const openings: { isEarlier: boolean }[] = JSON.parse(content(resources[0]) ?? '')
    t.deepEqual(
      openings.map(({ isEarlier }) => isEarlier),
      [...earlier],
    )
  })

for (const [what, answer, why] of [
  ['needs all openings for its own', 'openings()', /openings is not a function/],
  ['fails to return its openings', 'host.facts.nothing.at', /reading 'at'/],
] as const)
  test(`Assignment.describe() names a role and its place if it ${what}`, async (t) => {
    const role = OWNER.replace(/openings: .*/, `openings: ({ host, openings }) => ${answer},`)
    const files = {
      ...scene('  - { hosts: web1, roles: [openings, owner] }\n'),
      'roles/owner/role.ts': role,
      'roles/openings/role.ts': OPENINGS,
    }
    const assignment = await assignmentOf(t, files)
    const thrown = t.throws(() => describe(assignment), { message: why })
    t.like(thrown, { code: 'input', where: { line: 4, column: 38 } })
    t.regex(thrown?.message ?? '', /^role owner fails: TypeError: .*roles\/owner\/role\.ts\)$/)
  })

test('Assignment.describe() refuses two roles that own the same thing on one host (rule 13)', async (t) => {
  const plays = '  - { hosts: web1, roles: [owner] }\n  - { hosts: real_servers, roles: [other] }\n'
  const files = { ...scene(plays), 'roles/owner/role.ts': OWNER, 'roles/other/role.ts': OTHER }
  const assignment = await assignmentOf(t, files)
  t.throws(() => describe(assignment), {
    message: /^web1: the table can have one owner: role owner \(.*site\.yml:4:\d+\) and role other both need it$/,
  })
})
