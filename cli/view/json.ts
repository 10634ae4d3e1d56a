import type { Emit } from '../../engine/events.ts'
import type { RunReport } from '../../engine/run/report.ts'
import type { Output } from '../io.ts'
import { maskedData } from './clean.ts'
import { failureData } from './failure.ts'

/** One document on a line of its own, without any known secret. */
export function printJson(output: Output, data: unknown): void {
  // What has its own JSON form, as secrets and blobs do, takes it before strings are looked through.
  output.write(`${JSON.stringify(maskedData(JSON.parse(JSON.stringify(data))))}\n`)
}

/** Every event as one object a line, with its `type`. */
export function jsonEvents(output: Output): Emit {
  return (event) => printJson(output, event)
}

/** The last line of a run. */
export function reportData(report: RunReport, inventory?: string): object {
  const { failure, ...rest } = report
  return {
    type: 'report',
    ...rest,
    ...(failure === undefined ? {} : { failure: failureData(failure, inventory).errors }),
  }
}
