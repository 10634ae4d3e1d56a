import test from 'ava'
import { EvenkeelError } from '../../../../engine/errors/error.ts'
import type { RunEvent } from '../../../../engine/events.ts'
import type { StartedStage } from '../../../../engine/run/stage/step-names.ts'
import type { Step } from '../../../../engine/run/stage/steps.ts'
import { Follower } from '../../../../engine/run/wire/follow.ts'
import { sh } from '../../../../engine/shell.ts'

const step = (title: string): Step => ({ title, backup: [], forward: [sh`do`], undo: [sh`undo`], limit: 300 })
const first = { steps: [step('+ a'), step('+ b')], laterSteps: 3 }
const second = { steps: [step('+ c')], laterSteps: 0 }

function follow(
  stage: number | undefined,
  lines: readonly string[],
  begun: readonly StartedStage[] = [first, second],
): { follower: Follower; told: string[] } {
  const told: string[] = []
  const stages = new Map(begun.map((one, index) => [index + 1, one]))
  const follower = new Follower('web1', stages, (event: RunEvent) => {
    if (!('step' in event)) return
    const { number, of, title, direction } = event.step
    told.push(`${event.type} ${number}/${of} ${title} ${direction}${'output' in event ? `: ${event.output}` : ''}`)
  })
  follower.begin(stage)
  for (const line of lines) follower.take(line)
  return { follower, told }
}

test('Follower tells steps and gives what the stage answered', (t) => {
  const { follower, told } = follow(1, ['at 1', 'started 1 1', '.', 'done 1 1', 'rest applied 1', 'probe 0 2', 'ok'])
  t.deepEqual(told, ['step-started 1/3 + a forward', 'step-done 1/3 + a forward'])
  t.deepEqual(follower.rest, { state: 'applied', answers: 'probe 0 2\nok\n' })
})

test('Follower counts with what comes forward in later stages, and back with all that was begun', (t) => {
  t.deepEqual(follow(1, ['at 1', 'started 1 2'], [first]).told, ['step-started 2/5 + b forward'])
  t.deepEqual(follow(1, ['at 1', 'undoing 1 2'], [first]).told, ['step-started 2/2 + b undo'])
  const { told } = follow(2, ['at 1', 'started 2 1', 'undoing 2 1', 'undoing 1 2'])
  t.deepEqual(told, ['step-started 3/3 + c forward', 'step-started 3/3 + c undo', 'step-started 2/3 + b undo'])
})

test('Follower takes no earlier stage’s rest for its own', (t) => {
  const { follower } = follow(2, ['at 1', 'started 1 1', 'done 1 1', 'rest applied 1', 'started 2 1'])
  t.throws(() => follower.rest, { instanceOf: EvenkeelError })
  t.is(follower.next, 5)
  follower.take('rest applied 2')
  t.like(follower.rest, { state: 'applied' })
})

test('Follower goes on where a second connection says that it starts', (t) => {
  const { follower } = follow(1, ['at 1', 'started 1 1', 'at 2', 'done 1 1', '.'])
  t.is(follower.next, 3)
})

test('Follower keeps apart why a run failed and what could not be taken back', (t) => {
  const failing = ['failed 1 2 1', 'output no \xc3\xa9', 'undoing 1 2', 'left 1 2', 'output \x1b[31mbusy', 'rest stuck']
  const { follower, told } = follow(1, ['at 1', 'started 1 2', ...failing])
  t.deepEqual(follower.rest, { state: 'stuck', failure: '+ b\nno é', left: ['+ b\nbusy'] })
  t.is(told.at(-1), 'step-failed 2/3 + b undo: busy')
})

for (const [words, state] of [
  ['rest reverted', 'reverted'],
  ['rest committed', 'committed'],
  ['rest untouched', 'untouched'],
  ['rest dead', 'dead'],
  ['rest of the day off', 'dead'],
  ['moved', 'moved'],
] as const)
  test(`Follower reads "${words}" as ${state}`, (t) => {
    t.is(follow(undefined, [words]).follower.rest.state, state)
  })

test('Follower survives garbage, and calls it lost', (t) => {
  const { follower, told } = follow(1, ['Welcome to web1!', '', 'started', 'done x y', 'output'])
  t.deepEqual(told, [])
  t.is(t.throws(() => follower.rest, { instanceOf: EvenkeelError })?.code, 'lost')
})
