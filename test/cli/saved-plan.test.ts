import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { loadPlan, savePlan } from '../../cli/saved-plan.ts'
import type { EvenkeelError } from '../../engine/errors/error.ts'
import type { Plan, SavedPlan } from '../../engine/plan/plan.ts'
import { fifty, twoAndTwo } from './view/sample-plans.ts'

async function folder(): Promise<AsyncDisposable & { path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'evenkeel-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) }
}

const keyless = (plan: Plan): SavedPlan => ({ plan, keys: new Map() })

/** The first host only records, the way a host does that already is as described. */
const recordsOnly: Plan = {
  ...twoAndTwo,
  plays: [
    {
      name: 'Records',
      batches: [
        {
          hosts: [
            { host: 'web1', changes: [], unchanged: 1, triggers: [], claims: ['file:/a'], releases: ['file:/b'] },
          ],
        },
      ],
    },
  ],
}

for (const [name, plan] of Object.entries({ twoAndTwo, fifty, recordsOnly })) {
  test(`loadPlan() reads what savePlan() wrote: ${name}`, async (t) => {
    await using place = await folder()
    const path = join(place.path, 'plan.json')
    const saved = { plan, keys: new Map([['web1', 'a5'.repeat(32)]]) }
    await savePlan(saved, path)
    t.deepEqual(await loadPlan(path), saved)
  })
}

test('savePlan() replaces a file, for its owner only, and leaves no other file behind', async (t) => {
  await using place = await folder()
  const path = join(place.path, 'plan.json')
  await writeFile(path, 'before', { mode: 0o644 })
  await savePlan(keyless(twoAndTwo), path)
  t.is((await stat(path)).mode & 0o777, 0o600)
  t.deepEqual(await readdir(place.path), ['plan.json'])
  t.true((await readFile(path, 'utf8')).startsWith('{\n  "format": "evenkeel-plan/1"'))
})

test('savePlan() throws the reason if it cannot write', async (t) => {
  await using place = await folder()
  const error = await t.throwsAsync<EvenkeelError>(savePlan(keyless(twoAndTwo), join(place.path, 'no/plan.json')))
  t.is(error?.code, 'usage')
  t.regex(error?.message ?? '', /no such file or folder/)
})

const { plays: _, ...withoutPlays } = twoAndTwo
const BROKEN: Readonly<Record<string, readonly [string, RegExp]>> = {
  'is empty': ['', /not JSON/],
  'is YAML': ['plays: []', /not JSON/],
  'is another format': [JSON.stringify({ ...twoAndTwo, keys: [], format: 'evenkeel-plan/2' }), /format/],
  'lacks keys': [JSON.stringify(twoAndTwo), /keys/],
  'has a key that is none': [JSON.stringify({ ...twoAndTwo, keys: [{ host: 'web1', key: '' }] }), /keys/],
  'lacks plays': [JSON.stringify(withoutPlays), /plays/],
  'has a strange action': [JSON.stringify(twoAndTwo).replace('"+"', '"*"'), /action/],
  'is a list': ['[]', /the document/],
}

for (const [what, [content, message]] of Object.entries(BROKEN)) {
  test(`loadPlan() refuses a file that ${what}`, async (t) => {
    await using place = await folder()
    const path = join(place.path, 'plan.json')
    await writeFile(path, content)
    const error = await t.throwsAsync<EvenkeelError>(loadPlan(path))
    t.is(error?.code, 'input')
    t.regex(error?.message ?? '', message)
    t.regex(error?.hint ?? '', /--out/)
  })
}

test('loadPlan() refuses a file that is not there', async (t) => {
  const error = await t.throwsAsync<EvenkeelError>(loadPlan('/nowhere/plan.json'))
  t.is(error?.code, 'input')
})
