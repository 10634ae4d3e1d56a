import { readdir } from 'node:fs/promises'
import test from 'ava'
import type { Assignment } from '../../../../engine/description.ts'
import { type Plan, plannedHosts } from '../../../../engine/plan/plan.ts'
import { command } from '../../../../engine/resources/command.ts'
import { file } from '../../../../engine/resources/file.ts'
import { apply } from '../../../../engine/run/apply.ts'
import type { LocalHost } from '../../../support/local-host.ts'
import { assign, controllerOf, withHosts } from '../../../support/scene.ts'

/** One play installs a package with its site, and a later play wants the site absent. */
function assignmentFor(host: LocalHost): Assignment {
  const [package_, site] = [host.path('package'), host.path('site')]
  const provider = command({
    name: 'package',
    run: `touch ${package_} ${site}`,
    unless: `test -e ${package_}`,
    undo: `rm -f ${package_} ${site}`,
  })
  const first = assign([host], () => [provider])
  const second = assign([host], () => [file({ path: site, state: 'absent' }, { readableAfter: provider.id })])
  return {
    ...first,
    describe: (facts) => ({ findings: [], plays: [first, second].flatMap((play) => play.describe(facts).plays) }),
  }
}

test('apply() reads again what an earlier play brings along, and its plan shows "?" for it', async (t) => {
  await withHosts(['web1'], async (web1) => {
    const plans: Plan[] = []
    const consent = async (plan: Plan) => void plans.push(plan)
    t.is((await apply(assignmentFor(web1), controllerOf([web1]), { consent })).outcome, 'committed')
    const actions = plans.flatMap(plannedHosts).map(({ changes }) => changes.map(({ action }) => action))
    t.deepEqual(actions, [['+'], ['?']])
    t.deepEqual(await readdir(web1.path('')), ['package'])
    t.is((await apply(assignmentFor(web1), controllerOf([web1]), { consent })).outcome, 'nothing')
  })
})
