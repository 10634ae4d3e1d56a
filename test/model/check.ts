import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { settleAll } from '../../engine/parallel.ts'
import { ensurePackages, onPath } from '../support/debian-packages.ts'
import { FLAWS, LIVENESS, POSSIBLE, PROMISES } from './questions.ts'
import { type Answer, type Question, Spin } from './spin.ts'

/**
 * Asks spin whether the protocol of docs/transactions.md keeps its promises, and whether spin finds the flaw in each
 * mutation; prints TAP. `--trails` also prints the trail to each flaw.
 */

/** Clusters, each as the macros that define it. */
type Clusters = readonly (readonly string[])[]

interface Check {
  readonly title: string
  /** The answer to each of them must be `shallHold`. */
  readonly questions: readonly Question[]
  readonly shallHold: boolean
}

/** With few hosts there are few enough states to make the guard's reading and renaming two steps. */
const FEW: Clusters = [
  ['HOSTS=2', 'TWO_STEPS'],
  ['HOSTS=1', 'TWO_STEPS'],
]

/** Claims with other clusters than {@link FEW}. The end of a host only depends on the coordinator, so two hosts do. */
const CLUSTERS: Readonly<Record<string, Clusters>> = {
  all_together: [['HOSTS=3']],
  [LIVENESS]: [
    ['HOSTS=2', 'LOSSES'],
    ['HOSTS=1', 'TWO_STEPS', 'LOSSES'],
  ],
}

const showsTrails = process.argv.includes('--trails')

const CHECKS: readonly Check[] = [
  ...Object.entries(PROMISES).map(([claim, promise]) => ({
    title: `${promise} (${claim})`,
    questions: (CLUSTERS[claim] ?? FEW).map((macros) => promised(claim, macros)),
    shallHold: true,
  })),
  ...Object.entries(POSSIBLE).map(([claim, outcome]) => ({
    title: `spin finds a way to ${outcome}`,
    questions: [brokenBy(claim, [])],
    shallHold: false,
  })),
  ...FLAWS.map(({ macro, title, breaks }) => ({
    title: `spin finds the flaw in ${title} (${macro} breaks ${breaks})`,
    questions: [brokenBy(breaks, [macro])],
    shallHold: false,
  })),
]

function promised(claim: string, macros: readonly string[]): Question {
  return { claim, macros, search: claim === LIVENESS ? 'cycles' : 'whole' }
}

function brokenBy(claim: string, macros: readonly string[]): Question {
  if (claim === LIVENESS) return { claim, macros: ['HOSTS=2', 'LOSSES', ...macros], search: 'cycles' }
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

/** If a promise is broken, asks for the shortest trail, too, and prefers it if there is one. */
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
