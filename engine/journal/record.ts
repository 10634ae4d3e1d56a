import { z } from 'zod'
import { EvenkeelError } from '../errors/error.ts'
import { asciiJson } from './ascii-json.ts'

/**
 * The version of all JSON records on hosts, as `evenkeel-journal/N`. Records without a format are of version 1. A version
 * is raised when older releases would read the new records wrongly; fields that they may ignore need none.
 */
const VERSION = 2

export const JOURNAL_FORMAT = `evenkeel-journal/${VERSION}`

/** A record as it is written on a host. */
export function writeRecord(value: object): string {
  return asciiJson({ ...value, format: JOURNAL_FORMAT })
}

/** Parses one JSON record of a host; `which` names it in the error. Throws `unsupported` if it cannot be read. */
export function readRecord<Value>(content: string, schema: z.ZodType<Value>, which: string, host: string): Value {
  const refuse = (why: string, hint: string, cause?: unknown) =>
    new EvenkeelError('unsupported', `Cannot read the record ${which} in /var/lib/evenkeel on ${host}: ${why}`, {
      host,
      hint: `${hint} Nothing was changed.`,
      cause,
    })
  const json = parsed(content)
  if (json === undefined) throw refuse('it is no JSON', 'Somebody edited it, or a power cut has torn it.')
  const newer = formatsIn(json).find((format) => !isReadable(format))
  if (newer !== undefined)
    throw refuse(
      `its format is ${JSON.stringify(newer)}, and this version reads up to ${JOURNAL_FORMAT}`,
      'A newer evenkeel wrote it: use that version, or a newer one.',
    )
  const checked = schema.safeParse(json)
  if (checked.success) return checked.data
  throw refuse(problemOf(checked.error), 'Another version of evenkeel wrote it, or somebody edited it.', checked.error)
}

function parsed(content: string): unknown {
  try {
    return JSON.parse(content)
  } catch {
    return undefined
  }
}

/** The format of a record, and of the header that a host prints within the status of a run. */
function formatsIn(record: unknown): unknown[] {
  if (typeof record !== 'object' || record === null) return []
  return [...('format' in record ? [record.format] : []), ...('header' in record ? formatsIn(record.header) : [])]
}

function isReadable(format: unknown): boolean {
  const [, version] = (typeof format === 'string' && /^evenkeel-journal\/([1-9]\d*)$/.exec(format)) || []
  return version !== undefined && Number(version) <= VERSION
}

/** The first field that is wrong, such as `entries[0].kind`. */
function problemOf({ issues: [issue] }: z.ZodError): string {
  if (issue === undefined) return 'it is not valid'
  const path = z.core.toDotPath(issue.path)
  return path === '' ? issue.message : `${path}: ${issue.message}`
}
