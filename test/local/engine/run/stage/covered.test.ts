import { readFile } from 'node:fs/promises'
import test from 'ava'
import { z } from 'zod'
import type { Plan } from '../../../../../engine/plan/plan.ts'
import { command } from '../../../../../engine/resources/command.ts'
import { bind, type Resource } from '../../../../../engine/resources/resource.ts'
import { apply } from '../../../../../engine/run/apply.ts'
import { sh } from '../../../../../engine/shell.ts'
import type { LocalHost } from '../../../../support/local-host.ts'
import { assign, controllerOf, ours, withHosts } from '../../../../support/scene.ts'

/** Runs if the file `running` exists; logs in `log` what it reads at its start and at each reload. */
function daemon(host: LocalHost): Resource {
  const [running, conf, log] = [host.path('running'), host.path('conf'), host.path('log')]
  return bind(
    {
      kind: 'daemon',
      summary: '',
      spec: z.object({}),
      name: () => 'x',
      desired: () => true,
      probe: () => sh`test ! -e ${running} || echo running`,
      parse: (output) => ({ state: output.trim() === 'running' ? true : null }),
      converge: (_spec, _from, to) => [
        to === null
          ? sh`rm -f ${running}`
          : sh`test -e ${running} || { echo started with $(cat ${conf}) >>${log}; : >${running}; }`,
      ],
      triggers: () => [
        {
          title: 'reload x',
          watches: [`file:${conf}`],
          run: sh`test ! -e ${running} || echo reloaded with $(cat ${conf}) >>${log}`,
        },
      ],
      starts: (from, to) => from === null && to !== null,
    },
    {},
  )
}

for (const [what, before, log] of [
  ['does not reload a service that it starts', [], 'started with new\n'],
  [
    'reloads a service that another step of the run has started before',
    [(host: LocalHost) => command({ name: 'other', run: `touch ${host.path('running')}`, unless: 'false', undo: ':' })],
    'reloaded with new\n',
  ],
] as const)
  test(`apply() ${what}, and its plan shows no reload`, async (t) => {
    await withHosts(['web1'], async (web1) => {
      const plans: Plan[] = []
      const others = before.map((make) => make(web1))
      const resources = () => [...others, ours(web1.path('conf'), 'new'), daemon(web1)]
      const consent = async (plan: Plan) => void plans.push(plan)
      await apply(assign([web1], resources), controllerOf([web1]), { consent })
      t.deepEqual(plans[0]?.plays[0]?.batches[0]?.hosts[0]?.triggers, [])
      t.is(await readFile(web1.path('log'), 'utf8'), log)
    })
  })
