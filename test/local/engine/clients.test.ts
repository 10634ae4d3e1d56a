import test from 'ava'
import type { Assignment } from '../../../engine/description.ts'
import { apply } from '../../../engine/run/apply.ts'
import { verify } from '../../../engine/run/verify.ts'
import { sh } from '../../../engine/shell.ts'
import { assign, consent, controllerOf, ours, withHosts } from '../../support/scene.ts'

for (const [name, command] of Object.entries({
  apply: (assignment: Assignment, controller: ReturnType<typeof controllerOf>) =>
    apply(assignment, controller, { consent }),
  verify,
}))
  test(`${name}() is connected to the clients before checks choose where to look from`, async (t) => {
    await withHosts(['web1', 'client1'], async (web1, client1) => {
      const seen: string[] = []
      const described = assign([web1], (host) => [ours(host.path('a.conf'), 'one\n')])
      const assignment: Assignment = {
        ...described,
        clients: [client1.target],
        describe: (facts) => {
          const { plays, ...rest } = described.describe(facts)
          const checks = () => {
            const from = facts.has('client1') ? 'client1' : { controller: true as const }
            return [{ title: 'looks', looks: [{ from, run: sh`true` }], judge: judgeAll(seen) }]
          }
          return { ...rest, plays: plays.map((play) => ({ ...play, checks })) }
        },
      }
      await command(assignment, controllerOf([web1, client1]))
      t.deepEqual(seen, ['client1'])
    })
  })

function judgeAll(seen: string[]) {
  return (results: readonly { readonly from: string }[]) => {
    seen.push(...results.map(({ from }) => from))
    return { holds: true, saw: 'all' }
  }
}
