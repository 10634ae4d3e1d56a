import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import type { EvenkeelError } from '../../../engine/errors/error.ts'
import { type InventoryOptions, loadInventory } from '../../../inventory/load.ts'
import { sceneOf } from '../../description/scene.ts'

async function hostOf(t: ExecutionContext, text: string, options: InventoryOptions = {}) {
  const folder = await sceneOf(t, { 'inventory.yml': text })
  const { hosts } = await loadInventory(join(folder, 'inventory.yml'), options)
  const { connection, variables, problems = [], remarks = [] } = hosts.get('web1') ?? {}
  return {
    connection,
    variables,
    problems: problems.map(({ code, message }) => `${code} ${message}`),
    remarks: remarks.map((remark) => remark.replaceAll(`${folder}/`, '')),
  }
}

test('loadInventory() takes host and port as variables where Ansible’s own words say how to log in', async (t) => {
  const host = await hostOf(
    t,
    'all:\n  vars: { ansible_user: root, host: 127.0.0.1, port: 2201 }\n  hosts: { web1: }\n',
  )
  t.deepEqual(host.connection as unknown, { user: 'root' })
  t.deepEqual(host.variables, { host: '127.0.0.1', port: 2201 })
  t.deepEqual(host.remarks, [
    'inventory.yml:2:31: host is a variable, and not how to log in, as ansible_user (inventory.yml:2:11) is here',
    'inventory.yml:2:48: port is a variable, and not how to log in, as ansible_user (inventory.yml:2:11) is here',
  ])
})

for (const [word, elsewhere] of [
  ['ansible_host', 'b: { hosts: { other: { ansible_host: 192.0.2.1 } } }'],
  ['a password', 'b: { vars: { ansible_become_pass: x } }'],
  ['arguments of ssh', 'b: { vars: { ansible_ssh_common_args: "-C" } }'],
  ['a connection', 'b: { hosts: { localhost: { ansible_connection: local } } }'],
] as const) {
  test(`loadInventory() takes port as a variable if there is ${word} anywhere`, async (t) => {
    const { connection, variables } = await hostOf(t, `a: { hosts: { web1: { port: 2201 } } }\n${elsewhere}\n`)
    t.deepEqual([connection, variables], [{}, { port: 2201 }] as unknown[] as never)
  })
}

test('loadInventory() takes port as how to log in beside words of Ansible that are about something else', async (t) => {
  const text =
    'all: { hosts: { web1: { port: 2201, ansible_python_interpreter: /usr/bin/python3, ansible_group_priority: 2 } } }'
  t.deepEqual((await hostOf(t, text)).connection as unknown, { port: 2201 })
})

for (const [value, become] of [
  ['1', true],
  ['0', false],
  ['Yes', true],
  ['"off"', false],
  ['""', undefined],
] as const) {
  test(`loadInventory() reads ansible_become: ${value}`, async (t) => {
    const { connection, problems } = await hostOf(t, `all: { hosts: { web1: { ansible_become: ${value} } } }`)
    t.deepEqual([connection?.become, problems], [become, []])
  })
}

test('loadInventory() takes the first setting of all arguments of ssh, after keys of their own', async (t) => {
  const text = `all: { vars: { ansible_ssh_extra_args: "-l last -J extra", ansible_ssh_args: "-l first -p 1" },
    hosts: { web1: { ansible_port: 2222 } } }`
  t.deepEqual((await hostOf(t, text)).connection as unknown, { port: 2222, user: 'first', jump: 'extra' })
})

for (const [keys, problem] of [
  ['identity_file: "${HOME}/.ssh/id"', /^input identity_file cannot be "\$\{HOME\}.*must be written out/],
  ['host: "${address}"', /^input host cannot be .*must be written out/],
  ['ansible_ssh_common_args: "{{ args }}"', /^input ansible_ssh_common_args cannot hold .*must be written out/],
  ['ansible_ssh_common_args: "-o \'x"', /^input ansible_ssh_common_args cannot be read as arguments of ssh/],
  [
    'host: "a:2201"',
    /^input host cannot be "a:2201": an IP address or a host name, without a port \(which "port" gives\), is/,
  ],
  ['host: "[fd00::1]"', /^input host cannot be "\[fd00::1\]"/],
  ['ansible_ssh_args: "-p x"', /^input ansible_ssh_args cannot be "x": a number from 1 to 65535 is needed/],
  ['ansible_connection: community.docker.docker', /^unsupported ansible_connection cannot be community.docker.docker/],
] as const) {
  test(`loadInventory() refuses one host for ${keys}`, async (t) => {
    const { problems } = await hostOf(t, `all: { hosts: { web1: { ${keys} } } }`)
    t.is(problems.length, 1)
    t.regex(problems[0] ?? '', problem)
  })
}

test('loadInventory() leaves out passwords from the variables', async (t) => {
  const { variables, remarks } = await hostOf(t, 'all: { hosts: { web1: { ansible_password: hunter2, x: 1 } } }')
  t.deepEqual(variables, { x: 1 })
  t.false(remarks.join().includes('hunter2'))
})

test('loadInventory() says that an address is given by host', async (t) => {
  const { connection, remarks } = await hostOf(t, 'all: { hosts: { web1: { address: 192.0.2.1 } } }')
  t.deepEqual(connection, {})
  t.deepEqual(remarks, [
    'inventory.yml:1:25: address is where other hosts of the cluster reach it: where to log in is said with "host:"',
  ])
  t.deepEqual((await hostOf(t, 'all: { hosts: { web1: { address: 192.0.2.1, host: 10.0.0.1 } } }')).remarks, [])
  const thrown = await t.throwsAsync<EvenkeelError>(hostOf(t, 'web1: { address: 192.0.2.1 }'))
  t.is(thrown?.hint, 'If web1 is a host, write it below "hosts:" of a group, and its address as "host:".')
})
