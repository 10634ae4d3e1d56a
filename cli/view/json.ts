import type { Emit } from '../../engine/events.ts'
import type { RunReport } from '../../engine/run/report.ts'
import type { Output } from '../io.ts'
import { clean } from './clean.ts'
import { failureData } from './failure.ts'

/** Prints one document on one line, fit to be shown as {@link clean} makes it. */
export function printJson(output: Output, data: unknown): void {
  // Secrets and blobs have their own JSON form: apply it before looking through strings.
  output.write(`${JSON.stringify(clean(JSON.parse(JSON.stringify(data))))}\n`)
}

/** Prints each event as one object on a line, with its `type`. */
export function jsonEvents(output: Output): Emit {
  return (event) => printJson(output, event)
}

/** The report of a run, its last line with `--json`. */
export function reportData(report: RunReport, inventory?: string): object {
  const { failure, ...rest } = report
  return {
    type: 'report',
    ...rest,
    ...(failure === undefined ? {} : { failure: failureData(failure, inventory).errors }),
  }
}
