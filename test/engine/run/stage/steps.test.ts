import test from 'ava'
import { z } from 'zod'
import type { Change } from '../../../../engine/plan/change.ts'
import type { Want } from '../../../../engine/plan/want.ts'
import { bind, type Json, type Resource } from '../../../../engine/resources/resource.ts'
import { stepsOf, waitingAfter } from '../../../../engine/run/stage/steps.ts'
import { sh } from '../../../../engine/shell.ts'

/** A resource of a kind; one with `watches` declares a reload. */
function resource(kind: string, watches: readonly string[] = []): Resource {
  return bind(
    {
      kind,
      summary: '',
      spec: z.object({}),
      name: () => 'x',
      desired: () => true,
      probe: () => sh`:`,
      parse: () => ({ state: true }),
      converge: (_spec, from, to) => [sh`${`${from} to ${to}`}`],
      triggers: () => (watches.length === 0 ? [] : [{ title: 'reload x', watches, run: sh`reload` }]),
    },
    {},
  )
}

const want = (one: Resource): Want => ({
  resource: one,
  to: true,
  reason: 'described',
  recorded: undefined,
  nextRecord: undefined,
})

const change = (one: Resource, after: Json = true): Change => ({
  want: want(one),
  before: after === null ? true : null,
  after,
  action: after === null ? '-' : '+',
  notYet: undefined,
})

interface Case {
  readonly title: string
  /** Kinds in order; a capital letter means that it changes. The service is `s` or `S`. */
  readonly wants: string
  readonly watches: readonly string[]
  readonly later?: string
  readonly waiting?: readonly string[]
  readonly forward: string
  readonly undo: string
}

const cases: readonly Case[] = [
  {
    title: 'reloads after the last that it watches, and in undo before the first',
    wants: 'A b C S',
    watches: ['a', 'c'],
    forward: 'A C S reload',
    undo: 'S C A reload',
  },
  {
    title: 'reloads after what it watches if the service itself does not change',
    wants: 's A B C',
    watches: ['a', 'b'],
    forward: 'A B reload C',
    undo: 'C B A reload',
  },
  { title: 'reloads nothing for what it does not watch', wants: 'A B s', watches: ['c'], forward: 'A B', undo: 'B A' },
  {
    title: 'defers the reload if a later stage changes more',
    wants: 'A',
    later: 'b s',
    watches: ['a', 'b'],
    forward: 'A',
    undo: 'A reload',
  },
  {
    title: 'defers the reload until the service itself is there',
    wants: 'A',
    later: 's',
    watches: ['a'],
    forward: 'A',
    undo: 'A reload',
  },
  {
    title: 'reloads at the end for a change of an earlier stage',
    wants: 'B',
    watches: ['a'],
    waiting: ['reload x'],
    forward: 'B reload',
    undo: 'B',
  },
]

for (const { title, wants, watches, later = '', waiting = [], forward, undo } of cases)
  test(`stepsOf() ${title}`, (t) => {
    const made = new Map<string, Resource>()
    const make = (letter: string) => {
      const kind = letter.toLowerCase()
      const one = resource(kind, kind === 's' ? watches.map((kind) => `${kind}:x`) : [])
      made.set(letter, one)
      return one
    }
    const now = wants.split(' ').map(make)
    const coming = later.split(' ').filter(Boolean).map(make)
    const changing = [...made].filter(([letter]) => /[A-Z]/.test(letter)).map(([, one]) => change(one))
    const service =
      made.has('s') || made.has('S')
        ? []
        : [
            resource(
              's',
              watches.map((kind) => `${kind}:x`),
            ),
          ]
    const steps = stepsOf({
      work: { host: 'web1', wants: [...service, ...now, ...coming].map(want) },
      changes: changing,
      waiting: new Set(waiting),
      later: new Set(coming.map(({ id }) => id)),
    })
    const labels = (direction: 'forward' | 'undo') =>
      steps
        .filter((step) => step[direction].length > 0)
        .map((step) => (step.title === 'reload x' ? 'reload' : (step.title[2] ?? '').toUpperCase()))
    t.is(labels('forward').join(' '), forward)
    t.is(labels('undo').toReversed().join(' '), undo)
  })

test('stepsOf() has no reload that an earlier stage has run', (t) => {
  const [a, b, service] = [resource('a'), resource('b'), resource('s', ['a:x'])]
  const work = { host: 'web1', wants: [service, a, b].map(want) }
  const first = { work, changes: [change(a)], waiting: new Set<string>(), later: new Set(['b:x']) }
  t.deepEqual(
    stepsOf(first)
      .map(({ title }) => title)
      .at(-1),
    'reload x',
  )
  const second = { work, changes: [change(b)], waiting: waitingAfter(first), later: new Set<string>() }
  t.deepEqual(
    stepsOf(second).map(({ title }) => title),
    ['+ b x'],
  )
  t.deepEqual(waitingAfter({ ...first, later: new Set(['s:x']) }), new Set(['reload x']))
})

test('stepsOf() converges forward and undo with the same code', (t) => {
  const a = resource('a')
  const [step] = stepsOf({
    work: { host: 'web1', wants: [want(a)] },
    changes: [change(a, null)],
    waiting: new Set(),
    later: new Set(),
  })
  t.is(step?.title, '- a x')
  t.is(step?.forward[0]?.script, "'true to null'")
  t.is(step?.undo[0]?.script, "'null to true'")
})

test('stepsOf() does not reload a service whose package is removed, and does when undo reinstalls it', (t) => {
  const provider = resource('package')
  const watched = { ...resource('file'), readableAfter: provider.id }
  const service = resource('s', [watched.id])
  const gone = (one: Resource): Change => ({ ...change(one, null), want: { ...want(one), to: null } })
  const changes = [gone(watched), gone(provider)]
  const steps = stepsOf({
    work: { host: 'web1', wants: changes.map((one) => one.want), watchers: [service] },
    changes,
    waiting: new Set(),
    later: new Set(),
  })
  const titles = (direction: 'forward' | 'undo') =>
    steps.filter((step) => step[direction].length > 0).map(({ title }) => title)
  t.deepEqual(titles('forward'), ['- file x', '- package x'])
  t.deepEqual(titles('undo'), ['reload x', '- file x', '- package x'])
  t.deepEqual(
    steps[0]?.undo.map(({ script }) => script),
    ['reload'],
  )
})
