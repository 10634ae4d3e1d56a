import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import test from 'ava'
import { type Flags, noFlags } from '../../../cli/parse/flags.ts'
import { type EndRunContext, endRun } from '../../../cli/run/end-run.ts'
import { EvenkeelError } from '../../../engine/errors/error.ts'
import { type FakeIo, fakeIo } from '../fake-io.ts'

const run = '20261121-103102-k3f9'
const folder = mkdtempSync(join(tmpdir(), 'evenkeel-'))
const inventory = join(folder, 'hosts.yml')
writeFileSync(inventory, 'all: { hosts: { web1: {}, web2: {} } }\n')
test.after.always(() => rmSync(folder, { recursive: true }))

type Work = Parameters<typeof endRun>[3]

function finish(work: Work, io: FakeIo, flags: Partial<Flags> = {}): Promise<number> {
  return endRun(run, { positionals: [run], tail: [], flags: { ...noFlags(), inventory, ...flags } }, io, work)
}

const ending: Work = async ({ targets, controller }) => {
  controller.emit({ type: 'remark', message: `evenkeel resume ${run}` })
  const names = targets.map(({ name }) => name).join()
  return { text: () => `${names} free\n`, data: { run, names }, code: 3 }
}

test('endRun() passes the hosts on, and prints the report', async (t) => {
  const io = fakeIo()
  t.is(await finish(ending, io), 3)
  t.is(io.out(), 'web1,web2 free\n')
  t.true(io.err().includes(`evenkeel resume ${run} -i ${inventory}`))
})

test('endRun() with --json prints events and the report, one object a line', async (t) => {
  const io = fakeIo()
  t.is(await finish(ending, io, { json: true }), 3)
  const lines = io.out().trimEnd().split('\n')
  t.is((JSON.parse(lines[0] ?? '') as { type: string }).type, 'remark')
  t.deepEqual(JSON.parse(lines[1] ?? ''), { type: 'report', run, names: 'web1,web2' })
})

const lost = new EvenkeelError('lost', 'Lost web1', { hint: 'See "evenkeel history".' })

const FAILURES: readonly (readonly [string, (finishing: EndRunContext) => void, 'thrown' | number])[] = [
  ['before anything', () => {}, 'thrown'],
  ['while hosts are read', ({ begin }) => begin(), 'thrown'],
  ['while hosts are changed', ({ change }) => change(), 4],
]

for (const [when, first, code] of FAILURES) {
  test(`endRun() that fails ${when} returns ${code}`, async (t) => {
    const io = fakeIo()
    const work: Work = async (finishing) => {
      first(finishing)
      throw lost
    }
    const answer = await finish(work, io, { json: true }).catch(() => 'thrown' as const)
    t.is(answer, code)
    if (code === 4) {
      t.true(io.err().includes(`evenkeel history -i ${inventory}`))
      t.true(io.out().includes(`evenkeel history -i ${inventory}`))
    }
  })
}

const INTERRUPTIONS: readonly (readonly [string, (finishing: EndRunContext) => void, number, 'thrown' | number])[] = [
  ['before anything', () => {}, 1, 'thrown'],
  ['while hosts may be changed', ({ begin }) => begin(), 2, 4],
  ['while hosts are changed', ({ change }) => change(), 2, 4],
]

for (const [when, first, times, code] of INTERRUPTIONS) {
  test(`endRun() leaves ${when} at Ctrl-C number ${times} and returns ${code}`, async (t) => {
    const io = fakeIo()
    const started = Promise.withResolvers<void>()
    const answer = finish((finishing) => {
      first(finishing)
      started.resolve()
      return new Promise(() => {})
    }, io).catch((error: EvenkeelError) => (error.code === 'declined' ? 'thrown' : error))
    await started.promise
    for (let time = 1; time <= times; time++) {
      await setImmediate()
      io.interrupt()
    }
    t.is(await answer, code)
    if (times === 2) t.regex(io.err(), /ends by itself in a moment[\s\S]*its state is not known/)
  })
}
