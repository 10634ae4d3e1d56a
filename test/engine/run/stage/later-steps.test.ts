import test from 'ava'
import type { Change } from '../../../../engine/plan/change.ts'
import type { Want } from '../../../../engine/plan/want.ts'
import { command } from '../../../../engine/resources/command.ts'
import { file } from '../../../../engine/resources/file.ts'
import type { Resource } from '../../../../engine/resources/resource.ts'
import { service } from '../../../../engine/resources/service.ts'
import { countLaterSteps, type StagePlan } from '../../../../engine/run/stage/steps.ts'

const wanted = (resource: Resource): Want => ({
  resource,
  to: resource.desired,
  reason: 'described',
  recorded: undefined,
  nextRecord: undefined,
})

const changing = (want: Want, before: Change['before'] = null, notYet?: string): Change => ({
  want,
  before,
  after: want.to,
  action: '~',
  notYet,
})

const config = wanted(file({ path: '/etc/web.conf', content: 'x' }))
const web = wanted(service({ name: 'web', reload_on: ['/etc/web.conf'] }))
const setup = wanted(command({ name: 'setup', run: 'true', unless: 'false', undo: 'true' }))
const stopped = { enabled: true, running: false }

const first = (wants: readonly Want[], later: readonly Want[] = []): StagePlan => ({
  work: { host: 'web1', wants },
  changes: [changing(setup)],
  waiting: new Set(),
  later: new Set(later.map(({ resource }) => resource.id)),
})

test('countLaterSteps() counts the changes of later plays and their reloads', (t) => {
  const expected = [changing(setup), changing(config)]
  t.deepEqual(countLaterSteps(first([setup]), [{ host: 'web1', wants: [config, web] }], expected), {
    count: 2,
    isAtMost: false,
  })
})

test('countLaterSteps() counts no reload that the start of its service makes needless', (t) => {
  const expected = [changing(setup), changing(config), changing(web, stopped)]
  t.deepEqual(countLaterSteps(first([setup]), [{ host: 'web1', wants: [config, web] }], expected), {
    count: 2,
    isAtMost: false,
  })
})

test('countLaterSteps() says that the steps of what is not readable yet are at most so many', (t) => {
  const expected = [changing(setup), changing(config, null, 'known later')]
  t.deepEqual(countLaterSteps(first([setup, config, web], [config, web]), [], expected), { count: 2, isAtMost: true })
})

test('countLaterSteps() counts nothing that the plan does not change', (t) => {
  t.deepEqual(countLaterSteps(first([setup, config], [config]), [], [changing(setup)]), { count: 0, isAtMost: false })
})
