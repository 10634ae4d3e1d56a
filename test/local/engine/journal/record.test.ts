import { readdir, readFile, writeFile } from 'node:fs/promises'
import test from 'ava'
import { managedFileName } from '../../../../engine/journal/managed.ts'
import { JOURNAL_FORMAT } from '../../../../engine/journal/record.ts'
import { makePlan } from '../../../../engine/plan/make.ts'
import { apply, remove } from '../../../../engine/run/apply.ts'
import { history } from '../../../../engine/run/history.ts'
import { rollback } from '../../../../engine/run/rollback.ts'
import type { LocalHost } from '../../../support/local-host.ts'
import { assign, consent, controllerOf, ours, withHosts } from '../../../support/scene.ts'

const one = (host: LocalHost) => [ours(host.path('a.conf'), 'one\n')]
const two = (host: LocalHost) => [...one(host), ours(host.path('b.conf'), 'two\n')]

test('all records of a host have the format', async (t) => {
  await withHosts(['web1'], async (web1) => {
    const { run } = await apply(assign([web1], one), controllerOf([web1]), { consent })
    const folder = `${web1.home}/runs/${run}`
    const records = [
      `${web1.home}/managed/${managedFileName('Test')}`,
      `${web1.home}/machine.json`,
      `${folder}/header.json`,
      `${folder}/stages/1/manifest.json`,
    ]
    for (const path of records) t.is(JSON.parse(await readFile(path, 'utf8')).format, JOURNAL_FORMAT, path)
  })
})

test('apply() and remove() of another playbook keep what they do not know in a record', async (t) => {
  await withHosts(['web1'], async (web1) => {
    const controller = controllerOf([web1])
    await apply(assign([web1], one), controller, { consent })
    const path = `${web1.home}/managed/${managedFileName('Test')}`
    const record = JSON.parse(await readFile(path, 'utf8'))
    record.tomorrow = { kept: true }
    record.entries[0].later = ['kept']
    await writeFile(path, JSON.stringify(record))
    t.is((await apply(assign([web1], two), controller, { consent })).outcome, 'committed')
    const after = JSON.parse(await readFile(path, 'utf8'))
    t.deepEqual(after.tomorrow, { kept: true })
    t.deepEqual(after.entries[0].later, ['kept'])
    t.is((await rollback([web1.target], undefined, controller, { consent })).outcome, 'committed')
    t.deepEqual(JSON.parse(await readFile(path, 'utf8')).entries[0].later, ['kept'])
  })
})

test('records of a newer evenkeel stop every command that would change the host', async (t) => {
  await withHosts(['web1'], async (web1) => {
    const controller = controllerOf([web1])
    const assignment = assign([web1], one)
    const { run } = await apply(assignment, controller, { consent })
    const newer = async (path: string) => {
      const record = JSON.parse(await readFile(path, 'utf8'))
      await writeFile(path, JSON.stringify({ ...record, format: 'evenkeel-journal/3' }))
      return () => writeFile(path, JSON.stringify(record))
    }
    const mend = await newer(`${web1.home}/managed/${managedFileName('Test')}`)
    const message = /its format is "evenkeel-journal\/3"/
    await t.throwsAsync(makePlan(assign([web1], two), controller), { message })
    await t.throwsAsync(remove(assignment, controller, { consent }), { message })
    await mend()
    await newer(`${web1.home}/runs/${run}/stages/1/manifest.json`)
    await t.throwsAsync(rollback([web1.target], run, controller, { consent }), { message })
    await newer(`${web1.home}/runs/${run}/header.json`)
    await t.throwsAsync(history([web1.target], controller), { message })
    t.deepEqual(await readdir(web1.path('')), ['a.conf'])
  })
})
