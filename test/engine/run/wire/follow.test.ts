import test from 'ava'
import { EvenkeelError } from '../../../../engine/errors/error.ts'
import type { RunEvent } from '../../../../engine/events.ts'
import type { StartedStage } from '../../../../engine/run/stage/step-names.ts'
import type { Step } from '../../../../engine/run/stage/steps.ts'
import { Follower } from '../../../../engine/run/wire/follow.ts'
import { Secret } from '../../../../engine/secrets.ts'
import { sh } from '../../../../engine/shell.ts'

const step = (title: string): Step => ({ title, backup: [], forward: [sh`do`], undo: [sh`undo`], limit: 300 })
const first = { steps: [step('+ a'), step('+ b')], laterSteps: { count: 1, isAtMost: false } }
const second = { steps: [step('+ c')], laterSteps: { count: 0, isAtMost: false } }

function follow(
  stage: number | undefined,
  lines: readonly string[],
  begun: readonly StartedStage[] = [first, second],
): { follower: Follower; events: string[] } {
  const events: string[] = []
  const stages = new Map(begun.map((one, index) => [index + 1, one]))
  const follower = new Follower('web1', stages, (event: RunEvent) => {
    if (!('step' in event)) return
    const { number, of, atMost, title, direction } = event.step
    const position = `${number}/${atMost ? 'at most ' : ''}${of}`
    events.push(`${event.type} ${position} ${title} ${direction}${'output' in event ? `: ${event.output}` : ''}`)
  })
  follower.begin(stage)
  for (const line of lines) follower.take(line)
  return { follower, events }
}

test('Follower emits steps and returns the answers of the stage', (t) => {
  const { follower, events } = follow(1, ['at 1', 'started 1 1', '.', 'done 1 1', 'rest applied 1', 'probe 0 2', 'ok'])
  t.deepEqual(events, ['step-started 1/3 + a forward', 'step-done 1/3 + a forward'])
  t.deepEqual(follower.end, { state: 'applied', answers: 'probe 0 2\nok\n' })
})

test('Follower counts the steps of later stages forward, and those of started stages in undo', (t) => {
  t.deepEqual(follow(1, ['at 1', 'started 1 2'], [first]).events, ['step-started 2/3 + b forward'])
  t.deepEqual(follow(1, ['at 1', 'undoing 1 2'], [first]).events, ['step-started 2/2 + b undo'])
  const { events } = follow(2, ['at 1', 'started 2 1', 'undoing 2 1', 'undoing 1 2'])
  t.deepEqual(events, ['step-started 3/3 + c forward', 'step-started 3/3 + c undo', 'step-started 2/3 + b undo'])
})

test('Follower says "at most" while the number of steps may shrink, and never shrinks an exact number', (t) => {
  const uncertain = { ...first, laterSteps: { count: 4, isAtMost: true } }
  t.deepEqual(follow(1, ['at 1', 'started 1 2'], [uncertain]).events, ['step-started 2/at most 6 + b forward'])
  t.deepEqual(follow(2, ['at 1', 'started 2 1'], [uncertain, second]).events, ['step-started 3/3 + c forward'])
  const exact = { ...first, laterSteps: { count: 4, isAtMost: false } }
  t.deepEqual(follow(2, ['at 1', 'started 2 1'], [exact, second]).events, ['step-started 3/6 + c forward'])
})

test('Follower ignores the end of an earlier stage', (t) => {
  const { follower } = follow(2, ['at 1', 'started 1 1', 'done 1 1', 'rest applied 1', 'started 2 1'])
  t.throws(() => follower.end, { instanceOf: EvenkeelError })
  t.is(follower.next, 5)
  follower.take('rest applied 2')
  t.like(follower.end, { state: 'applied' })
})

test('Follower continues at the line from which a second connection starts', (t) => {
  const { follower } = follow(1, ['at 1', 'started 1 1', 'at 2', 'done 1 1', '.'])
  t.is(follower.next, 3)
})

test('Follower separates the failure of a run from the steps that could not be undone', (t) => {
  const failing = ['failed 1 2 1', 'output no \xc3\xa9', 'undoing 1 2', 'left 1 2', 'output \x1b[31mbusy', 'rest stuck']
  const { follower, events } = follow(1, ['at 1', 'started 1 2', ...failing])
  t.deepEqual(follower.end, { state: 'stuck', failure: 'Step failed: + b\nno é', left: ['+ b\nbusy'] })
  t.is(events.at(-1), 'step-failed 2/3 + b undo: busy')
})

test('Follower leaves nothing of a secret in the output of a step, wherever the host or the controller cuts it', (t) => {
  const token = 'tok-4f9Qx7LpZ2mWv8sD'
  new Secret(token, 'test')
  const half = token.slice(7)
  for (const [lines, output] of [
    [[`output ${'x'.repeat(490)}${token} and more`], `${'x'.repeat(490)}*** and mo…`],
    [[`output ${'x'.repeat(499)}${token}`], `${'x'.repeat(499)}*…`],
    [['output it took too long', 'cut', `output ${half} said`], 'it took too long\n*** said'],
    [[`output ${'x'.repeat(487)}${token.slice(0, 13)}`], `${'x'.repeat(487)}***`],
    [['output tok-4f9Q\x1b[31mx7LpZ2mWv8sD'], '***'],
    [[`output ${Buffer.from(`u:${token}`).toString('base64')}`], 'dT***=='],
  ] as const) {
    const { follower } = follow(1, ['at 1', 'started 1 2', 'failed 1 2 1', ...lines, 'rest reverted'])
    t.like(follower.end, { state: 'reverted', failure: `Step failed: + b\n${output}` })
  }
})

for (const [line, state] of [
  ['rest reverted', 'reverted'],
  ['rest committed', 'committed'],
  ['rest untouched', 'untouched'],
  ['rest dead', 'dead'],
  ['rest of the day off', 'dead'],
  ['moved', 'moved'],
] as const)
  test(`Follower reads "${line}" as ${state}`, (t) => {
    t.is(follow(undefined, [line]).follower.end.state, state)
  })

test('Follower ignores garbage, and throws lost', (t) => {
  const { follower, events } = follow(1, ['Welcome to web1!', '', 'started', 'done x y', 'output'])
  t.deepEqual(events, [])
  t.is(t.throws(() => follower.end, { instanceOf: EvenkeelError })?.code, 'lost')
})

test('Follower collects what steps moved aside, also in the middle of the output of a failure', (t) => {
  const { follower } = follow(1, [
    'at 1',
    'started 1 1',
    'kept /home/app (4 KB) had changed, and is kept in /var/lib/evenkeel/aside/run/user-app/home',
    'failed 1 1 1',
    'output no',
    'kept \u001b[2Jother',
    'rest reverted',
  ])
  t.deepEqual(follower.kept, [
    '/home/app (4 KB) had changed, and is kept in /var/lib/evenkeel/aside/run/user-app/home',
    'other',
  ])
  t.deepEqual(follower.end, { state: 'reverted', failure: 'Step failed: + a\nno', left: [] })
})
