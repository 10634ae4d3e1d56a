import test from 'ava'
import type { EvenkeelError } from '../../../../engine/errors/error.ts'
import type { RunEvent } from '../../../../engine/events.ts'
import { isMixed, isSuperseded } from '../../../../engine/journal/mixed.ts'
import { command } from '../../../../engine/resources/command.ts'
import { apply } from '../../../../engine/run/apply.ts'
import { history } from '../../../../engine/run/history.ts'
import { rollback } from '../../../../engine/run/rollback.ts'
import type { LocalHost } from '../../../support/local-host.ts'
import { assign, consent, controllerOf, ours, withHosts } from '../../../support/scene.ts'

const good = (host: LocalHost) => [ours(host.path('a.conf'), 'one\n')]
const bad = (host: LocalHost) => [
  ...good(host),
  ...(host.name === 'web2' ? [command({ name: 'no', run: 'false', unless: 'false', undo: 'true' })] : []),
]

/** A run that web1 has committed and web2 has reverted. */
async function mixedRun(hosts: readonly LocalHost[]): Promise<string> {
  const settings = { keepOnFailure: true }
  const report = await apply(assign(hosts, bad, { batchSize: 1 }), controllerOf(hosts), { consent, settings })
  return report.run ?? ''
}

async function read(hosts: readonly LocalHost[], run: string) {
  const records = await history(
    hosts.map(({ target }) => target),
    controllerOf(hosts),
  )
  const record = records.find((one) => one.run === run)
  if (record === undefined) throw new TypeError(`${run} is not known`)
  return { mixed: isMixed(record), superseded: isSuperseded(record, records), hosts: record.hosts }
}

test('isMixed() is true for a run that one of two hosts has committed, until it is rolled back', async (t) => {
  await withHosts(['web1', 'web2'], async (...hosts) => {
    const run = await mixedRun(hosts)
    t.like(await read(hosts, run), { mixed: true, superseded: false })
    const targets = hosts.map(({ target }) => target)
    t.is((await rollback(targets, run, controllerOf(hosts), { consent })).outcome, 'committed')
    t.false((await read(hosts, run)).mixed)
  })
})

test('isSuperseded() is true for a mixed run once the playbook is applied again', async (t) => {
  await withHosts(['web1', 'web2'], async (...hosts) => {
    const run = await mixedRun(hosts)
    t.is((await apply(assign(hosts, good), controllerOf(hosts), { consent })).outcome, 'committed')
    t.like(await read(hosts, run), { mixed: true, superseded: true })
  })
})

test('history() leaves out a host that does not answer, with a remark', async (t) => {
  await withHosts(['web1', 'web2'], async (web1, web2) => {
    const run = await mixedRun([web1, web2])
    const events: RunEvent[] = []
    const records = await history([web1.target, web2.target], controllerOf([web1], events))
    t.deepEqual(
      records.find((one) => one.run === run)?.hosts.map(({ outcome }) => outcome),
      ['committed', 'not asked'],
    )
    t.deepEqual(
      events.flatMap((event) => (event.type === 'remark' ? [event.message] : [])),
      ['Not asked: web2. web2 is not there'],
    )
  })
})

test('history() fails if the hosts that answer know no run, and others were not asked', async (t) => {
  await withHosts(['web1', 'web2', 'web3'], async (web1, web2, web3) => {
    const targets = [web1.target, web2.target, web3.target]
    const error = await t.throwsAsync<EvenkeelError>(history(targets, controllerOf([web1])))
    t.is(error?.code, 'unreachable')
    t.is(error?.message, 'web1 has no record of a run, and web2, web3 were not asked')
    t.regex(error?.hint ?? '', /--limit '!web2:!web3'/)
    t.deepEqual(await history([web1.target], controllerOf([web1])), [])
  })
})
