import test from 'ava'
import type { Assignment } from '../../../../../engine/description.ts'
import type { RunEvent } from '../../../../../engine/events.ts'
import { command } from '../../../../../engine/resources/command.ts'
import type { Resource } from '../../../../../engine/resources/resource.ts'
import { apply } from '../../../../../engine/run/apply.ts'
import type { LocalHost } from '../../../../support/local-host.ts'
import { assign, consent, controllerOf, ours, withHosts } from '../../../../support/scene.ts'

/** {@link assign} for one host and two plays. */
function twoPlays(host: LocalHost, first: readonly Resource[], second: readonly Resource[]): Assignment {
  const one = assign([host], () => first)
  const other = assign([host], () => second)
  return {
    ...one,
    describe: (facts) => ({
      findings: [],
      plays: [one, other].flatMap((assignment) => assignment.describe(facts).plays),
    }),
  }
}

function stepsIn(events: readonly RunEvent[], type: 'step-started' | 'step-done'): string[] {
  return events.flatMap((event) => {
    if (event.type !== type) return []
    const { number, of, atMost, title, direction } = event.step
    return [`${direction} ${number}/${atMost ? 'at most ' : ''}${of} ${title.replace(/ \/.*\//, ' ')}`]
  })
}

/** Resources with this one as `readableAfter` are only readable once it is there. */
function provider(host: LocalHost): Resource {
  const path = host.path('package')
  return command({ name: 'package', run: `touch ${path}`, unless: `test -e ${path}`, undo: `rm -f ${path}` })
}

test('apply() counts the steps of all stages and plays from the start', async (t) => {
  await withHosts(['web1'], async (web1) => {
    const events: RunEvent[] = []
    const first = [
      ours(web1.path('a'), 'a\n'),
      provider(web1),
      ours(web1.path('site'), 'site\n', {}, { readableAfter: provider(web1).id }),
    ]
    const assignment = twoPlays(web1, first, [ours(web1.path('z'), 'z\n')])
    t.is((await apply(assignment, controllerOf([web1], events), { consent })).outcome, 'committed')
    t.deepEqual(stepsIn(events, 'step-done'), [
      'forward 1/at most 4 + file a',
      'forward 2/at most 4 + command package',
      'forward 3/4 + file site',
      'forward 4/4 + file z',
    ])
  })
})

test('apply() no longer counts a resource that turns out to be as described, and counts undo over all stages', async (t) => {
  await withHosts(['web1'], async (web1) => {
    const events: RunEvent[] = []
    const { id } = provider(web1)
    const stubborn = command({ name: 'stubborn', run: 'exit 1', unless: 'false', undo: ':' }, { readableAfter: id })
    const gone = command({ name: 'there', run: 'exit 2', unless: 'true' }, { readableAfter: id })
    const assignment = assign([web1], () => [provider(web1), gone, stubborn])
    t.is((await apply(assignment, controllerOf([web1], events), { consent })).outcome, 'reverted')
    t.deepEqual(stepsIn(events, 'step-started'), [
      'forward 1/at most 3 + command package',
      'forward 2/2 + command stubborn',
      'undo 2/2 + command stubborn',
      'undo 1/2 + command package',
    ])
  })
})
