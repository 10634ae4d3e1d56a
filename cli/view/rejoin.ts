import type { Deletion, RejoinReport, Saved } from '../../engine/databases/rejoin/report.ts'
import { bytesText } from '../../engine/databases/rejoin/sizes.ts'
import { quote } from '../../engine/shell.ts'
import { exitCode } from '../exit-codes.ts'
import { clean } from './clean.ts'
import { failureData, failureText } from './failure.ts'
import type { Paint } from './paint.ts'

/** Lines for the question: the data that a copy deletes, and the transactions that only that host has. */
export function deletionText(deletion: Deletion, paint: Paint): string {
  const { host, writer, why, schemas, data, copied, saved } = clean(deletion)
  const databases = schemas === 1 ? '1 database' : `${schemas} databases`
  return [
    paint('bold', `${host} cannot join ${writer} as it is: ${why}.`),
    ...savedLines(host, saved),
    paint('red', `All data of ${host} is deleted: ${databases}, ${bytesText(data)}.`) +
      ` Then ${bytesText(copied)} are copied from ${writer}, which keeps working.`,
    '',
  ].join('\n')
}

function savedLines(host: string, saved: Saved | undefined): string[] {
  if (saved === undefined) return []
  const { set, path, bytes, decoded } = saved
  return [
    `Only ${host} has the transactions ${set}. They are saved there, ${bytesText(bytes)}: ${path}`,
    ...decoded.map((line) => `    ${line}`),
    '',
  ]
}

export function rejoinExitCode({ outcome }: RejoinReport): number {
  return exitCode(outcome === 'joined' ? 'done' : 'unknown')
}

/** The report with its failure as `--json` prints it. */
export function rejoinData({ failure, ...report }: RejoinReport, inventory: string): object {
  return { ...report, ...(failure === undefined ? {} : { failure: failureData(failure, inventory).errors }) }
}

/** How the rejoin ended, and what to run next. */
export function rejoinText(
  report: RejoinReport,
  { playbook, inventory }: { readonly playbook: string; readonly inventory: string },
  paint: Paint,
): string {
  const { host, writer, method, saved, failure } = report
  const rest = `${quote(playbook)} -i ${quote(inventory)}`
  const failed = failure === undefined ? [] : [failureText(failure, paint, false, inventory).trimEnd(), '']
  const how = method === undefined ? 'with its own data' : `with a copy of the data of ${writer}`
  const end =
    report.outcome === 'joined'
      ? paint('green', `✓ ${host} is the standby of ${writer}, ${how}.`)
      : paint(
          'red',
          `✗ ${host} is not back${method === undefined ? '' : ', and stays closed'}; ${writer} is as it was.`,
        )
  const next = report.outcome === 'joined' ? `evenkeel verify ${rest}` : `evenkeel rejoin ${quote(host)} ${rest}`
  const kept = saved === undefined ? [] : [`  what only ${host} had: ${saved.path} on ${host}`]
  return `${[...failed, end, ...kept, '', paint('cyan', `next: ${next}`)].join('\n')}\n`
}
