import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { loadAssignment } from '../../../cli/description/assignment.ts'
import { dispatch } from '../../../cli/dispatch.ts'
import { type Answers, TOPOLOGIES } from '../../../cli/init/answers.ts'
import { answersText } from '../../../cli/init/files/answers-file.ts'
import { topologyNamed } from '../../../cli/init/topologies/catalogue.ts'
import type { Description } from '../../../engine/description.ts'
import { Secret } from '../../../engine/secrets.ts'
import { topologies } from '../../../scripts/picture/topologies.ts'
import { describeReady, readyFacts, resourcesByHost } from '../../support/ready-playbooks.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { fakeIo } from '../fake-io.ts'
import { readyAnswers } from './ready-answers.ts'

const root = temporaryFolder('init')
const READY = topologies()

test('init knows every topology that has a ready playbook, and no other', (t) => {
  t.deepEqual(
    [...TOPOLOGIES].sort(),
    READY.map(({ name }) => name),
  )
})

/** Runs `evenkeel init` with a file of answers and no terminal. */
async function run(folder: string, answers: Answers): Promise<{ code: number; out: string; err: string }> {
  const file = join(root, `${folder}.answers.yml`)
  writeFileSync(file, answersText(answers))
  const io = fakeIo({ env: { HOME: root, XDG_CONFIG_HOME: join(root, `${folder}.config`) } })
  const code = await dispatch(['init', join(root, folder), '--answers', file], io)
  return { code, out: io.out(), err: io.err() }
}

const SECRET_VALUES: Readonly<Record<string, string>> = {
  REPLICATION_PASSWORD: 'example-of-replication',
  DATABASE_PASSWORD: 'example-of-the-shop',
  VRRP_PASSWORD: 'vrrp-one',
  STATS_PASSWORD: 'of-the-stats-page-123',
}

const openSecrets = async () => ({
  secret: (name: string) => new Secret(SECRET_VALUES[name] ?? '', name),
  vaulted: () => new Secret('', ''),
})

/** Everything that a description wants on hosts, as text. */
function wanted(description: Description): Readonly<Record<string, readonly string[]>> {
  const hosts = [...resourcesByHost(description)]
  return Object.fromEntries(hosts.map(([host, resources]) => [host, resources.map((one) => JSON.stringify(one))]))
}

for (const name of TOPOLOGIES) {
  const ready = READY.find((one) => one.name === name)
  if (ready === undefined) continue

  test(`${name}: the playbook of init wants what the ready playbook wants`, async (t) => {
    const { code, err } = await run(name, await readyAnswers(name))
    t.is(code, 0, err)
    const playbook = join(root, name, `${name}.yml`)
    const assignment = await loadAssignment({ playbook, inventory: ready.inventory, openSecrets })
    const { description, facts } = await describeReady(ready)
    t.deepEqual(wanted(assignment.describe(facts)), wanted(description))
  })

  test(`${name}: playbook and inventory of init plan without findings, with all options`, async (t) => {
    const folder = `${name}-options`
    const { asks } = topologyNamed(name)
    const options: Answers = { authentication: true, adverts: 'unicast', stats_page: true, firewall: true }
    const used = Object.entries(options).filter(([key]) => asks.some((one) => one === key))
    const { code, err } = await run(folder, { ...(await readyAnswers(name)), ...Object.fromEntries(used) })
    t.is(code, 0, err)
    const facts = await readyFacts(ready)
    const place = { playbook: join(root, folder, `${name}.yml`), inventory: join(root, folder, 'hosts.yml') }
    const { findings } = (await loadAssignment({ ...place, openSecrets })).describe(facts)
    t.deepEqual(findings, [])
  })

  for (const goal of topologyNamed(name).goals)
    test(`${name}: playbook and inventory of init plan for ${goal}, with servers of the operator's own`, async (t) => {
      const folder = `${name}-${goal}-own`
      const { software, proxy_protocol, check_path, ...answers } = await readyAnswers(name)
      const own: Answers = software === undefined || goal === 'udp' ? {} : { software: 'own' }
      const { code, err } = await run(folder, { ...answers, goal, ...own })
      t.is(code, 0, err)
      const facts = await readyFacts(ready)
      const place = { playbook: join(root, folder, `${name}.yml`), inventory: join(root, folder, 'hosts.yml') }
      const { findings } = (await loadAssignment({ ...place, openSecrets })).describe(facts)
      t.deepEqual(findings, [])
    })
}
