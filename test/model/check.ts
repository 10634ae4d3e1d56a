import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { settleAll } from '../../engine/parallel.ts'
import { ensurePackages, onPath } from '../support/debian-packages.ts'
import { FLAWS, LIVENESS, POSSIBLE, PROMISES } from './questions.ts'
import { type Answer, type Question, Spin } from './spin.ts'

/**
 * Asks spin whether the protocol of docs/transactions.md keeps its promises, and whether it finds the flaw in one that
 * does not; prints TAP. With `--trails` also how that comes about.
 */

/** Clusters, each by the macros that make it. */
type Clusters = readonly (readonly string[])[]

interface Check {
  readonly title: string
  /** Shall all be answered with `shallHold`. */
  readonly questions: readonly Question[]
  readonly shallHold: boolean
}

/** With few hosts, and so few states, the guard's look and its rename are two steps. */
const FEW: Clusters = [
  ['HOSTS=2', 'TWO_STEPS'],
  ['HOSTS=1', 'TWO_STEPS'],
]

/** Where it is not {@link FEW}. A host's end hangs on none but the pivot, so two hosts show it. */
const CLUSTERS: Readonly<Record<string, Clusters>> = {
  all_together: [['HOSTS=3']],
  [LIVENESS]: [
    ['HOSTS=2', 'LOSSES'],
    ['HOSTS=1', 'TWO_STEPS', 'LOSSES'],
  ],
}

const showsTrails = process.argv.includes('--trails')

const CHECKS: readonly Check[] = [
  ...Object.entries(PROMISES).map(([claim, words]) => ({
    title: `${words} (${claim})`,
    questions: (CLUSTERS[claim] ?? FEW).map((macros) => promised(claim, macros)),
    shallHold: true,
  })),
  ...Object.entries(POSSIBLE).map(([claim, words]) => ({
    title: `spin finds a way to ${words}`,
    questions: [broken(claim, [])],
    shallHold: false,
  })),
  ...FLAWS.map(({ macro, words, breaks }) => ({
    title: `spin finds the flaw in ${words} (${macro} breaks ${breaks})`,
    questions: [broken(breaks, [macro])],
    shallHold: false,
  })),
]

function promised(claim: string, macros: readonly string[]): Question {
  return { claim, macros, search: claim === LIVENESS ? 'circles' : 'whole' }
}

function broken(claim: string, macros: readonly string[]): Question {
  if (claim === LIVENESS) return { claim, macros: ['HOSTS=2', 'LOSSES', ...macros], search: 'circles' }
  return { claim, macros: ['HOSTS=2', ...macros], search: showsTrails ? 'shortest' : 'any' }
}

const NEEDED = { spin: onPath('spin'), gcc: onPath('gcc'), 'libc6-dev': ['/usr/include/stdio.h'] }
await ensurePackages(NEEDED, (line) => console.log(`# ${line}`))
const folder = mkdtempSync(join(tmpdir(), 'evenkeel-model-'))
const spin = new Spin(folder)
let number = 0
try {
  await settleAll(CHECKS, 2, async (check) => {
    const answers: Answer[] = []
    for (const question of check.questions) answers.push(await ask(question).catch(failed))
    print(check, answers)
  })
} finally {
  rmSync(folder, { recursive: true })
}
console.log(`1..${number}`)

/** Of a promise that is broken the shortest way there is shown, where it can be found. */
async function ask(question: Question): Promise<Answer> {
  const answer = await spin.ask(question)
  if (question.search !== 'whole' || answer.holds !== false) return answer
  const shortest = await spin.ask({ ...question, search: 'shortest' })
  return shortest.holds === false ? shortest : answer
}

function failed(cause: unknown): Answer {
  return { holds: undefined, states: 0, trail: [], output: cause instanceof Error ? cause.message : String(cause) }
}

function print({ title, questions, shallHold }: Check, answers: readonly Answer[]): void {
  const isOk = answers.every(({ holds }) => holds === shallHold)
  const states = answers.map((answer) => answer.states).join(' + ')
  number += 1
  console.log(`${isOk ? 'ok' : 'not ok'} ${number} - ${title}, ${states} states`)
  if (!isOk) process.exitCode = 1
  for (const [index, { holds, trail, output }] of answers.entries()) {
    if (holds !== shallHold) console.log(`# with ${questions[index]?.macros.join(', ')}:`)
    if (holds !== shallHold || showsTrails) for (const line of trail) console.log(`#   ${line}`)
    if (holds === undefined) for (const line of output.trim().split('\n')) console.log(`# ${line}`)
  }
}
