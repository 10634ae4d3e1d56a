import { hostList } from '../../engine/host-names.ts'
import { quote } from '../../engine/shell.ts'
import type { Emptying, WeightReport } from '../../engine/weights/report.ts'
import { exitCode } from '../exit-codes.ts'
import { clean } from './clean.ts'
import { reportData } from './json.ts'
import type { Paint } from './paint.ts'
import { durationText } from './progress/lines.ts'
import { exitCodeOf, type Invocation, reportText } from './report.ts'

/** A server that is drained and not empty is like a check that fails: what comes next must not go on. */
export function weightExitCode(report: WeightReport): number {
  const { emptying } = report
  return emptying === undefined || emptying.outcome === 'empty' ? exitCodeOf(report) : exitCode('refused')
}

export function weightData(report: WeightReport, inventory?: string): object {
  return reportData(report, inventory)
}

/** What the server gets now and from whom, its connections, and what comes next. */
export function weightText(report: WeightReport, invocation: Invocation, paint: Paint): string {
  const { outcome, failure } = report
  if (outcome !== 'nothing' && (outcome !== 'committed' || failure !== undefined))
    return reportText(report, invocation, paint)
  const shown = clean({ ...report, plan: undefined })
  const lines = [
    paint('green', `✓ ${sentence(shown, outcome === 'nothing')}`),
    ...emptyingLines(shown.emptying, paint),
    '',
    ...nextLines(report, invocation).map((line) => paint('cyan', line)),
  ]
  return `${lines.join('\n')}\n`
}

type Shown = Pick<WeightReport, 'server' | 'weight' | 'balancers' | 'run'>

function sentence({ server, weight, balancers, run }: Shown, isDone: boolean): string {
  const on = hostList(balancers)
  const state =
    weight === 0
      ? `is drained on ${on}`
      : weight === undefined
        ? `has its described weight on ${on}`
        : `has weight ${weight} on ${on}`
  return isDone ? `Nothing to change: ${server} ${state} already.` : `${server} ${state}. This was run ${run}.`
}

function emptyingLines(emptying: Emptying | undefined, paint: Paint): readonly string[] {
  if (emptying === undefined) return []
  const { outcome, left, unseen, milliseconds } = emptying
  const after = durationText(milliseconds)
  if (outcome === 'empty') return [paint('green', `✓ No balancer has a connection to it any more, after ${after}.`)]
  const why = outcome === 'timeout' ? `after ${after}` : `when the wait was interrupted, after ${after}`
  return [
    paint('yellow', `○ It is not empty ${why}:`),
    ...left.map(({ balancer, pool, connections }) => `    ${balancer}, ${pool}: ${connections} connections`),
    ...unseen.map(({ balancer, why }) => `    ${balancer} cannot be asked: ${why}`),
  ]
}

function nextLines(
  { weight, server, emptying }: WeightReport,
  { command, about = [], subject = '', inventory }: Invocation,
): readonly string[] {
  const rest = `${quote(subject)} -i ${quote(inventory)}`
  if (weight === undefined) return [`next: evenkeel verify ${rest}`]
  const again = emptying !== undefined && emptying.outcome !== 'empty'
  return [
    ...(again ? [`wait on: evenkeel ${[command, ...about.map(quote)].join(' ')} ${rest} --timeout 10m`] : []),
    `the described weight: evenkeel restore ${quote(server)} ${rest}`,
  ]
}
