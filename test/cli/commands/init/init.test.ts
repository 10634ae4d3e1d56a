import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { dispatch } from '../../../../cli/dispatch.ts'
import { temporaryFolder } from '../../../support/temporary-folder.ts'
import { fakeIo } from '../../fake-io.ts'

const root = temporaryFolder('init-command')
let made = 0

const DR = `topology: lvs-dr
directors: [lb1=192.0.2.11, lb2=192.0.2.12]
real_servers: ["web[1:2]=192.0.2.[21:22]"]
vip: 192.0.2.100
look: no
`

/** A folder of a test, and an operator whose home is beside it. */
class Scene {
  readonly home = join(root, String(made++))
  readonly folder = join(this.home, 'cluster')
  readonly answers = join(this.home, 'given.yml')

  constructor(answers = DR) {
    mkdirSync(this.home)
    writeFileSync(this.answers, answers)
  }

  async run(
    words: readonly string[] = [],
    command: readonly string[] = ['init', this.folder, '--answers', this.answers],
  ) {
    const io = fakeIo({ env: { HOME: this.home } })
    const code = await dispatch([...command, ...words], io)
    return { code, out: io.out(), err: io.err() }
  }

  text(name: string): string {
    return readFileSync(join(this.folder, name), 'utf8')
  }
}

test('init writes inventory, playbook, answers and secrets; a second run with its own answers changes nothing', async (t) => {
  const scene = new Scene()
  const { code, out, err } = await scene.run()
  t.is(code, 0, err)
  t.deepEqual(readdirSync(scene.folder).sort(), ['.schemas', 'answers.yml', 'hosts.yml', 'lvs-dr.yml', 'secrets.yml'])
  t.regex(
    out,
    /^Written: .*hosts\.yml.*secrets\.yml; for editors: .*\.schemas\nMade and encrypted: VRRP_PASSWORD\nNext: evenkeel plan .*lvs-dr\.yml -i .*hosts\.yml\n$/,
  )
  const before = ['hosts.yml', 'lvs-dr.yml', 'secrets.yml'].map((name) => scene.text(name))
  const again = await scene.run([], ['init', scene.folder, '--answers', join(scene.folder, 'answers.yml')])
  t.is(again.code, 0, again.err)
  t.deepEqual(
    ['hosts.yml', 'lvs-dr.yml', 'secrets.yml'].map((name) => scene.text(name)),
    before,
  )
})

test('init makes the secrets that are missing, keeps those that are stored, and shows none', async (t) => {
  const scene = new Scene(
    DR.replace('lvs-dr', 'haproxy-http').replace('directors', 'balancers').replace('real_', 'web_'),
  )
  await scene.run(['--set', 'stats_page=no'])
  const inventory = ['-i', join(scene.folder, 'hosts.yml')]
  const { out: first } = await scene.run([], ['secrets', 'get', 'VRRP_PASSWORD', ...inventory])
  t.regex(first, /^[A-Za-z0-9]{8}\n?$/)
  const { code, out, err } = await scene.run(['--set', 'overwrite=haproxy-http.yml'])
  t.is(code, 0, err)
  t.regex(out, /Made and encrypted: STATS_PASSWORD\n/)
  t.is((await scene.run([], ['secrets', 'get', 'VRRP_PASSWORD', ...inventory])).out, first)
  const { out: stats } = await scene.run([], ['secrets', 'get', 'STATS_PASSWORD', ...inventory])
  for (const secret of [first.trim(), stats.trim()])
    for (const shown of [
      out,
      err,
      scene.text('answers.yml'),
      scene.text('haproxy-http.yml'),
      scene.text('secrets.yml'),
    ])
      t.false(shown.includes(secret))
})

test('init --json prints one document', async (t) => {
  const scene = new Scene()
  const { out } = await scene.run(['--json'])
  const printed: unknown = JSON.parse(out)
  t.like(printed, { type: 'written', secrets: ['VRRP_PASSWORD'], findings: [] })
})

test('init names all missing answers, with what they can be, and writes nothing', async (t) => {
  const scene = new Scene('topology: mysql-haproxy\nlook: no\n')
  const { code, err } = await scene.run()
  t.is(code, 1)
  for (const key of ['balancers', 'databases', 'vip', 'writer_vip', 'witness'])
    t.regex(err, new RegExp(`The answer to "${key}" is missing: .*\\n.*--set ${key}=…: `))
  t.false(existsSync(scene.folder))
})

const WRONG: readonly (readonly [answers: string, problem: RegExp])[] = [
  [DR.replace('100', '21'), /given\.yml:4:6: vip: 192\.0\.2\.21 is web1's own address/],
  [
    `${DR}goal: database\n`,
    /given\.yml:1:11: topology must be mariadb-dual-master or mysql-dual-master or mysql-haproxy/,
  ],
  [`${DR}witness: 192.0.2.1\n`, /given\.yml:6:10: witness: the topology lvs-dr does not ask this/],
  [DR.replace('lb2=192.0.2.12', 'lb1=192.0.2.12'), /given\.yml:2:12: directors: lb1 is there twice/],
  [`${DR}router_id: 0\n`, /given\.yml:6:12: router_id must be at least 1/],
  [
    `${DR}hosts_from: inventory\nhosts_file: /nonexistent.yml\n`,
    /Cannot read \/nonexistent\.yml: there is no such file/,
  ],
]

for (const [answers, problem] of WRONG)
  test(`init refuses ${answers.split('\n').slice(1).join('; ')}`, async (t) => {
    const scene = new Scene(answers)
    const { code, err } = await scene.run()
    t.is(code, 1)
    t.regex(err, problem)
    t.false(existsSync(scene.folder))
  })

test('init replaces no file that it was not told to, by name', async (t) => {
  const scene = new Scene()
  mkdirSync(scene.folder)
  writeFileSync(join(scene.folder, 'hosts.yml'), 'mine\n')
  writeFileSync(join(scene.folder, 'answers.yml'), 'of something else\n')
  const refused = await scene.run()
  t.is(refused.code, 1)
  t.regex(refused.err, /hosts\.yml is there already.*\n.*--set overwrite=hosts\.yml,answers\.yml/)
  t.deepEqual(readdirSync(scene.folder).sort(), ['answers.yml', 'hosts.yml'])
  const { code, err } = await scene.run(['--set', 'overwrite=hosts.yml,answers.yml'])
  t.is(code, 0, err)
  t.regex(scene.text('hosts.yml'), /lb1: \{ host: 192\.0\.2\.11/)
})

test('init replaces schemas of another version without a question, and no other file of their name', async (t) => {
  const scene = new Scene()
  const schema = join(scene.folder, '.schemas/playbook.schema.json')
  mkdirSync(join(scene.folder, '.schemas'), { recursive: true })
  writeFileSync(schema, '{ "title": "Playbook of evenkeel", "type": "object" }\n')
  t.is((await scene.run()).code, 0)
  t.true(readFileSync(schema, 'utf8').includes('virtual_servers'))
  writeFileSync(schema, '{ "title": "Mine" }\n')
  const { code, err } = await scene.run()
  t.is(code, 1)
  t.regex(err, /\.schemas\/playbook\.schema\.json is there already/)
})

test('init deletes no file that another evenkeel is writing', async (t) => {
  const scene = new Scene()
  mkdirSync(scene.folder)
  writeFileSync(join(scene.folder, '.lvs-dr.yml.new'), 'of another one')
  const { code, err } = await scene.run()
  t.is(code, 1)
  t.regex(err, /If no other evenkeel runs, remove .*\.lvs-dr\.yml\.new/)
  t.deepEqual(readdirSync(scene.folder), ['.lvs-dr.yml.new'])
})

test('init leaves nothing behind if the secrets cannot be stored', async (t) => {
  const scene = new Scene()
  const key = join(scene.home, 'no-key')
  writeFileSync(key, 'no-key-of-anybody\n')
  const { code, err } = await scene.run(['--identity', key])
  t.is(code, 1)
  t.regex(err, /Cannot use the key/)
  t.false(existsSync(scene.folder))
})

test('init refuses a folder that is a file', async (t) => {
  const scene = new Scene()
  const { code, err } = await scene.run([], ['init', scene.answers, '--answers', scene.answers])
  t.is(code, 1)
  t.regex(err, /it is no folder\. Nothing was written/)
})

test('init takes hosts from an Ansible inventory, with their logins', async (t) => {
  const scene = new Scene()
  const existing = join(scene.home, 'ansible.yml')
  writeFileSync(
    existing,
    'all: { vars: { ansible_user: ops, ansible_become: true }, children: { balancer: { hosts: { "lb[1:2]": { ansible_port: 2222 } } }, web: { hosts: { w1: { ansible_host: 192.0.2.21 } } } } }\n',
  )
  writeFileSync(
    scene.answers,
    `topology: lvs-dr\nhosts_from: inventory\nhosts_file: ${existing}\ndirectors: [balancer]\nreal_servers: ["w*"]\nvip: 192.0.2.100\nlook: no\n`,
  )
  const { code, err } = await scene.run()
  t.is(code, 0, err)
  t.regex(scene.text('hosts.yml'), /lb2: \{ port: 2222, user: ops, become: true, priority: 90 \}/)
  t.regex(scene.text('hosts.yml'), /w1: \{ host: 192\.0\.2\.21, user: ops, become: true \}/)
  const unknown = await scene.run(['--set', 'directors=balancers'])
  t.regex(unknown.err, /--set directors:1:1: directors: .*no group or host "balancers".*Did you mean "balancer"/s)
})

test('init goes on without hosts that it cannot reach, and says so', async (t) => {
  const scene = new Scene(DR.replace('look: no', 'look: yes').replaceAll('192.0.2.', '127.0.0.'))
  const config = join(scene.home, 'ssh_config')
  writeFileSync(config, 'Host *\n  Port 9\n  IdentityAgent none\n  UserKnownHostsFile /dev/null\n')
  const { code, err } = await scene.run(['-F', config, '--set', 'next=nothing'])
  t.is(code, 0, err)
  t.regex(err, /Cannot reach lb1 at 127\.0\.0\.11:9/)
  t.regex(err, /What these hosts would have shown is not known/)
  t.regex(err, /Not looked at: lb1, lb2, web1, web2\./)
})
