import type { CheckReport } from '../../engine/run/report.ts'
import { clean } from './clean.ts'
import type { Paint } from './paint.ts'

/** `✓ exactly one director holds 10.77.0.100 — lb1 holds it` */
export function checkLine(
  {
    title,
    holds,
    saw,
    wasSoBefore,
    leftToDo,
  }: Pick<CheckReport, 'title' | 'holds' | 'saw' | 'wasSoBefore' | 'leftToDo'>,
  paint: Paint,
): string {
  const [first = '', ...more] = clean(saw).split('\n')
  const excuse = leftToDo === undefined ? wasSoBefore && '○ was so before:' : '○ left to do:'
  const mark = holds ? paint('green', '✓') : excuse ? paint('yellow', excuse) : paint('red', '✗')
  const seen = first === '' ? '' : ` ${paint('dim', '—')} ${first}`
  return [`${mark} ${clean(title)}${seen}`, ...more.map((line) => `    ${line}`)].join('\n')
}

/** Each check with what it saw, then how many hold. */
export function checksText(reports: readonly CheckReport[], paint: Paint): string {
  const lines = reports.flatMap((report) => [checkLine(report, paint), ...adviceLines(report, paint)])
  return [...lines, '', checksSummary(reports, paint), ''].join('\n')
}

function adviceLines({ advice, leftToDo = advice }: CheckReport, paint: Paint): string[] {
  return leftToDo === undefined ? [] : [`    ${paint('cyan', clean(leftToDo))}`]
}

function checksSummary(reports: readonly CheckReport[], paint: Paint): string {
  if (reports.length === 0) return 'The roles of this playbook have nothing to check.'
  const failed = reports.filter(({ holds }) => !holds).length
  if (failed === 0) return paint('green', `All ${reports.length} checks hold.`)
  return paint('red', `${failed} of ${reports.length} checks ${failed === 1 ? 'does' : 'do'} not hold.`)
}
