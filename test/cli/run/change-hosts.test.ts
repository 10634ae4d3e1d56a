import { setImmediate } from 'node:timers/promises'
import test from 'ava'
import { type Flags, noFlags } from '../../../cli/parse/flags.ts'
import { changeHosts, ordinary, type StartRun } from '../../../cli/run/change-hosts.ts'
import type { EvenkeelError } from '../../../engine/errors/error.ts'
import type { Plan } from '../../../engine/plan/plan.ts'
import { type FakeIo, fakeIo } from '../fake-io.ts'
import { failing } from '../view/sample-events.ts'
import { fifty, twoAndTwo } from '../view/sample-plans.ts'

const run = '20261121-103102-k3f9'

function carry(begin: StartRun, io: FakeIo, flags: Partial<Flags>): Promise<number> {
  const line = { positionals: ['site.yml'], tail: [], flags: { ...noFlags(), inventory: 'hosts.yml', ...flags } }
  return changeHosts(ordinary('apply', line), line, io, async () => begin)
}

/** An engine that asks, emits events, and commits. */
const committing =
  (plan: Plan): StartRun =>
  async ({ emit }, { consent }) => {
    await consent(plan)
    for (const event of failing.slice(0, 11)) emit(event)
    const hosts = ['web1', 'web2', 'lb2', 'lb1'].map((host) => ({ host, outcome: 'committed' as const, changes: 2 }))
    return { run, plan, outcome: 'committed', hosts }
  }

test('changeHosts() refuses without a terminal or --yes, before it begins', async (t) => {
  const begin = () => t.fail('begun')
  const error = await t.throwsAsync<EvenkeelError>(carry(begin as never, fakeIo(), {}))
  t.is(error?.code, 'usage')
  t.regex(error?.hint ?? '', /--yes/)
})

test('changeHosts() passes the run settings of the flags to the engine, and refuses wrong ones before it begins', async (t) => {
  const begin: StartRun = async (_controller, { settings }) => {
    t.deepEqual(settings, { lease: 90, inDoubt: 600, keepRuns: 20, keepOnFailure: true, strict: false })
    return { run: undefined, plan: twoAndTwo, outcome: 'nothing', hosts: [] }
  }
  t.is(await carry(begin, fakeIo(), { yes: true, lease: '90s', keepOnFailure: true }), 0)
  const neverStarted = () => t.fail('started')
  const error = await t.throwsAsync<EvenkeelError>(carry(neverStarted as never, fakeIo(), { yes: true, lease: 'soon' }))
  t.is(error?.code, 'usage')
})

test('changeHosts() shows plan and report on standard output, progress on standard error', async (t) => {
  const io = fakeIo()
  t.is(await carry(committing(twoAndTwo), io, { yes: true }), 0)
  t.regex(io.out(), /^Real servers: web1, web2\n[\s\S]*4 to add[\s\S]*✓ Done: 8 changes on 4 hosts\./)
  t.regex(io.err(), /web1 {2}1\/3 \+ package nginx/)
  t.notRegex(io.out(), /connecting/)
})

test('changeHosts() with --json prints the plan, every event and the report, one object a line', async (t) => {
  const io = fakeIo()
  t.is(await carry(committing(twoAndTwo), io, { yes: true, json: true }), 0)
  const types = io
    .out()
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as { type: string }).type)
  t.deepEqual(types, ['plan', ...failing.slice(0, 11).map(({ type }) => type), 'report'])
  t.regex(io.err(), /✓ Done/)
})

test('changeHosts() refuses changes that cannot be undone, unless they are accepted', async (t) => {
  const error = await t.throwsAsync<EvenkeelError>(carry(committing(fifty), fakeIo(), { yes: true }))
  t.is(error?.code, 'irreversible')
  t.regex(error?.message ?? '', /web7, command:import the dump: nothing takes back an import/)
  t.is(await carry(committing(fifty), fakeIo(), { yes: true, acceptIrreversible: true }), 0)
})

for (const [key, answer] of [
  ['y', 'committed'],
  ['n', 'declined'],
  ['\u0003', 'declined'],
] as const) {
  test(`changeHosts() asks on a terminal: ${JSON.stringify(key)} is ${answer}`, async (t) => {
    const io = fakeIo({ terminal: true, env: { NO_COLOR: '1' } })
    const carried = carry(committing(twoAndTwo), io, {}).then(
      () => 'committed',
      (error: EvenkeelError) => error.code,
    )
    while (!io.err().includes('Make these changes?')) await setImmediate()
    ;(io.stdin as unknown as NodeJS.WritableStream).write(`${key}\r`)
    t.is(await carried, answer)
    t.regex(io.out(), /4 to add/)
  })
}

test('changeHosts() throws at Ctrl-C before the run, and ends with 4 at the second one after it began', async (t) => {
  const stuck =
    (events: typeof failing): StartRun =>
    ({ emit }) => {
      for (const event of events) emit(event)
      return new Promise(() => {})
    }
  const early = fakeIo()
  const before = carry(stuck([]), early, { yes: true })
  await setImmediate()
  early.interrupt()
  t.is((await t.throwsAsync<EvenkeelError>(before))?.code, 'declined')

  const late = fakeIo()
  const after = carry(stuck(failing.slice(0, 11)), late, { yes: true })
  await setImmediate()
  late.interrupt()
  await setImmediate()
  t.regex(late.err(), /Stopping: every host is reverted/)
  late.interrupt()
  t.is(await after, 4)
  t.regex(
    late.err(),
    /Interrupted during run 20261121-103102-k3f9[\s\S]*within 60 s[\s\S]*evenkeel history -i hosts\.yml/,
  )
})

test('changeHosts() ends with 4 if something breaks after the first step, and throws before', async (t) => {
  const breaking =
    (events: typeof failing): StartRun =>
    async ({ emit }) => {
      for (const event of events) emit(event)
      throw new TypeError('broken')
    }
  const first = failing.findIndex(({ type }) => type === 'step-started')
  await t.throwsAsync(carry(breaking(failing.slice(0, first)), fakeIo(), { yes: true }), { message: 'broken' })
  const io = fakeIo()
  t.is(await carry(breaking(failing.slice(0, first + 1)), io, { yes: true }), 4)
  t.regex(io.err(), /broken/)
})

test('changeHosts() names at the first Ctrl-C what --keep-on-failure keeps', async (t) => {
  const io = fakeIo()
  const begin: StartRun = ({ emit }) => {
    for (const event of failing.slice(0, 11)) emit(event)
    return new Promise(() => {})
  }
  const carried = carry(begin, io, { yes: true, keepOnFailure: true, lease: '5s' })
  await setImmediate()
  io.interrupt()
  await setImmediate()
  t.regex(io.err(), /hosts that are done are kept/)
  io.interrupt()
  t.is(await carried, 4)
  t.regex(io.err(), /within 5 s/)
})
