import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { EvenkeelError } from '../../../engine/errors/error.ts'
import { readHostProfile } from '../../../engine/host-profile.ts'
import { script } from '../../../engine/target/scripts.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

/** The real output of facts.sh for a host whose folder has these files; the firmware fields are in `dmi/`. */
function factsOutput(files: Readonly<Record<string, string>>, more: NodeJS.ProcessEnv = {}): string {
  const home = mkdtempSync(join(tmpdir(), 'evenkeel-facts-'))
  try {
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(join(home, name, '..'), { recursive: true })
      writeFileSync(join(home, name), content)
    }
    const env = { ...process.env, LC_ALL: 'C', EVENKEEL_HOME: home, ...more }
    const login = more.PATH === undefined ? script('login') : script('login').replace(/^PATH=.*$/m, '')
    const facts = script('facts')
      .replace('/sys/class/dmi/id', join(home, 'dmi'))
      .replace('/proc/sys/net/ipv6/conf', join(home, 'conf'))
      .replace('/proc/net/connector', join(home, 'connector'))
      .replace('$(ip -6 route show default 2>/dev/null)', '${EVENKEEL_ROUTE:-}')
    return asRoot(execFileSync('/bin/sh', ['-c', `${login}\n${facts}`], { env }).toString('latin1'))
  } finally {
    rmSync(home, { recursive: true })
  }
}

function asRoot(printed: string): string {
  return printed.replace(/^uid 0 \d+\n\d+$/m, 'uid 0 1\n0')
}

const run = '20260101-000000-abcd'
const header = (playbook: string) =>
  JSON.stringify({ run, command: 'apply', playbook, operator: 'josé@desk', started: '2026-01-01', batches: [['web1']] })
const managed = (members: string[]) => JSON.stringify({ playbook: 'Web', members, entries: [] })

test('readHostProfile() reads a host without files of evenkeel', (t) => {
  const profile = readHostProfile(factsOutput({}), 'web1')
  t.deepEqual(profile.managed, [])
  t.is(profile.lock, undefined)
  t.is(profile.digestKey, undefined)
  t.deepEqual(profile.runs, [])
  t.not(profile.facts.hostname, '')
  t.regex(profile.facts.kernel, /^\d/)
})

// As a Debian 12 machine prints it; in a container the file is not there.
for (const [connector, processEvents] of [
  ['Name            ID\ncn_proc         1:1\n', true],
  ['Name            ID\n', false],
  [undefined, false],
] as const)
  test(`readHostProfile() reads whether the kernel reports processes: ${JSON.stringify(connector)}`, (t) => {
    const { facts } = readHostProfile(factsOutput(connector === undefined ? {} : { connector }), 'web1')
    t.is(facts.processEvents, processEvents)
  })

for (const [connection, at, from] of [
  ['10.0.0.1 50000 10.0.0.21 22', '10.0.0.21', '10.0.0.1'],
  ['', undefined, undefined],
] as const) {
  test(`readHostProfile() reads both ends of the connection "${connection}"`, (t) => {
    const { facts } = readHostProfile(factsOutput({}, { SSH_CONNECTION: connection }), 'web1')
    t.deepEqual([facts.reachedAt, facts.reachedFrom], [at, from])
  })
}

// What `ip -6 route show default` prints on Debian 12 with the kernel's own gateway, and with that of systemd-networkd.
for (const [title, route, settings, advertised] of [
  [
    'that the kernel learns',
    'default via fe80::1 dev eth0.7 proto ra metric 1024 expires 1790sec hoplimit 64 pref medium',
    { 'eth0.7': 1, eth1: 1, all: 1, default: 1 },
    [{ interface: 'eth0.7', by: 'kernel' }],
  ],
  [
    'that a program learns',
    'default via fe80::1 dev eth0 proto ra metric 100 pref medium',
    { eth0: 0 },
    [{ interface: 'eth0', by: 'program' }],
  ],
  ['that is written', 'default via fe80::1 dev eth0 metric 1024 pref medium', { eth0: 1 }, []],
  ['of a host that would learn it', '', { eth0: 2, eth1: 1, all: 2 }, [{ interface: 'eth0', by: 'kernel' }]],
] as const) {
  test(`readHostProfile() reads an IPv6 gateway ${title}`, (t) => {
    const files = Object.entries(settings).map(([name, value]) => [`conf/${name}/accept_ra`, `${value}\n`] as const)
    const printed = factsOutput(Object.fromEntries(files), { EVENKEEL_ROUTE: route })
    t.deepEqual(readHostProfile(printed, 'web1').facts.advertised, advertised)
  })
}

for (const [firmware, cloud] of [
  [{ 'dmi/sys_vendor': 'Hetzner\n', 'dmi/product_name': 'vServer\n' }, 'Hetzner Cloud'],
  [{ 'dmi/sys_vendor': 'Dell Inc.\n', 'dmi/product_name': 'PowerEdge R640 ä\n' }, undefined],
  [{}, undefined],
] as const) {
  test(`readHostProfile() returns the cloud of ${JSON.stringify(firmware)}`, (t) => {
    t.is(readHostProfile(factsOutput(firmware), 'web1').facts.cloud, cloud)
  })
}

test('readHostProfile() reads locks, records and open runs with any characters in their names', (t) => {
  const profile = readHostProfile(
    factsOutput({
      'lock/owner': '{"run":"20261121-103102-k3f9","operator":"josé@desk","since":"2026-11-21T10:31:02Z"}',
      'managed/web.json': managed(['web1']),
      [`runs/${run}/header.json`]: header('名前'),
      [`runs/${run}/open.b5582726-f1ab-4ad8-a49e-0b503d7dbea6.17`]: '',
    }),
    'web1',
  )
  t.is(profile.lock?.operator, 'josé@desk')
  t.deepEqual(
    profile.managed.map(({ members }) => members),
    [['web1']],
  )
  t.deepEqual(
    profile.runs.map(({ state, left, header }) => [state, left, header.playbook]),
    [['open', 0, '名前']],
  )
})

test('readHostProfile() prefers the record of an interrupted commit', (t) => {
  const files = { 'managed/web.json': managed(['old']), [`runs/${run}/managed.next`]: managed(['new']) }
  t.deepEqual(readHostProfile(factsOutput(files), 'web1').managed[0]?.members, ['old'])
  const committed = { ...files, [`runs/${run}/committed`]: '' }
  t.deepEqual(
    readHostProfile(factsOutput(committed), 'web1').managed.map(({ members }) => members),
    [['new']],
  )
})

for (const [what, name, content, run] of [
  ['without an owner', 'owner.new', '{"run":"r","operator":"ann@desk","since":"now"}\n', 'unknown'],
  ['whose owner a power cut emptied', 'owner', '', 'unknown'],
  ['whose owner a power cut filled with zero bytes', 'owner', '\0'.repeat(60), 'unknown'],
  ['whose owner a power cut tore', 'owner', '{"run":"20261121-103102-k3f9","opera', '20261121-103102-k3f9'],
] as const)
  test(`readHostProfile() reads a lock ${what}`, (t) => {
    const { lock } = readHostProfile(factsOutput({ [`lock/${name}`]: content }), 'web1')
    t.like(lock, { run, operator: 'unknown', since: 'unknown' })
  })

test('readHostProfile() ignores a run of which a power cut left only its id', (t) => {
  const files = { [`runs/${run}/header.json`]: '', [`runs/${run}/open.b5582726-f1ab-4ad8-a49e-0b503d7dbea6.17`]: '' }
  t.deepEqual(readHostProfile(factsOutput(files), 'web1').runs, [])
})

const refused: readonly [string, string, string][] = [
  ['a login that is not root', factsOutput({}).replace('uid 0 1\n0', 'uid 0 4\n1000'), 'privilege'],
  ['a record that is no JSON', factsOutput({ 'managed/web.json': '{"playb' }), 'unsupported'],
  ['a record of another shape', factsOutput({ 'managed/web.json': '{"version":9}' }), 'unsupported'],
  ['a banner', `Welcome!\n${factsOutput({})}`, 'lost'],
]

for (const [title, printed, code] of refused)
  test(`readHostProfile() refuses ${title}`, (t) => {
    t.is(
      t.throws(() => readHostProfile(printed, 'web1'), { instanceOf: EvenkeelError })?.code,
      code as EvenkeelError['code'],
    )
  })

/** A folder with links to all programs of this machine that facts.sh names, but for some. */
function programsWithout(...missing: readonly string[]): string {
  const bin = temporaryFolder('programs')
  const [, tools = ''] = /^TOOLS='([^']*)'/m.exec(script('facts')) ?? []
  for (const tool of [...tools.split(/\s+/), 'ip', 'apt-get'].filter((name) => !missing.includes(name))) {
    const found = ['/usr/bin', '/bin', '/usr/sbin', '/sbin'].map((folder) => join(folder, tool)).find(existsSync)
    if (found !== undefined) symlinkSync(found, join(bin, tool))
  }
  return bin
}

test('readHostProfile() names the tools that a host lacks, and the packages that bring them', (t) => {
  const read = (...missing: string[]) => readHostProfile(factsOutput({}, { PATH: programsWithout(...missing) }), 'web1')
  t.notThrows(() => read())
  const packages = existsSync('/usr/bin/apt-get') ? 'apt-get install util-linux coreutils' : 'util-linux coreutils'
  t.deepEqual(
    t.throws(() => read('setsid', 'sha256sum'), { code: 'unsupported' })?.message,
    'Cannot manage web1: it lacks setsid, sha256sum',
  )
  t.is(t.throws<EvenkeelError>(() => read('setsid', 'sha256sum'))?.hint, `Install there: ${packages}`)
  t.is(t.throws(() => read('id'))?.message, 'Cannot manage web1: it lacks id')
})

test('readHostProfile() refuses a folder for records that others can write', (t) => {
  const home = temporaryFolder('open')
  chmodSync(home, 0o777)
  t.throws(() => readHostProfile(factsOutput({}, { EVENKEEL_HOME: home }), 'web1'), {
    code: 'unsupported',
    message: `Cannot keep records of runs on web1: ${home} can be written by others than root`,
  })
})
