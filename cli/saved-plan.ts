import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { EvenkeelError } from '../engine/errors/error.ts'
import type { Plan, PlannedBatch, PlannedChange, SavedPlan } from '../engine/plan/plan.ts'
import { masked } from '../engine/secrets/masked.ts'
import { planShape } from './output/plan.ts'
import { fileReason, type OutputFile, writeOutput } from './output-file.ts'

/** The file holds the plan and, beside it, the key of each host. */
const fileShape = planShape.extend({
  keys: z.array(z.strictObject({ host: z.string(), key: z.string().regex(/^[0-9a-f]{64}$/) })),
})

const OWNER_ONLY = 0o600

/** The file of a saved plan. */
export function planFile(path: string): OutputFile {
  return { path, what: 'the plan', mode: OWNER_ONLY }
}

/**
 * Writes a plan atomically, readable by its owner only: it shows the state of the hosts, and with its keys somebody
 * could try out the secrets in it. Throws `usage`.
 */
export async function savePlan(saved: SavedPlan, path: string): Promise<void> {
  await writeOutput(planFile(path), `${JSON.stringify(contentOf(saved), null, 2)}\n`)
}

function contentOf({ plan, keys }: SavedPlan): object {
  return { ...withoutSecrets(plan), keys: [...keys].map(([host, key]) => ({ host, key })) }
}

/** Redacts the text for people. States stay: they are compared later, and hold only the digests of blobs. */
function withoutSecrets(plan: Plan): Plan {
  const plays = plan.plays.map(({ name, batches }) => ({ name, batches: batches.map(redactedBatch) }))
  return { ...plan, plays }
}

function redactedBatch({ hosts }: PlannedBatch): PlannedBatch {
  return { hosts: hosts.map((host) => ({ ...host, changes: host.changes.map(redactedChange) })) }
}

function redactedChange(change: PlannedChange): PlannedChange {
  const { beforeLines, afterLines, notes } = change
  return {
    ...change,
    beforeLines: beforeLines.map(masked),
    afterLines: afterLines.map(masked),
    notes: notes.map(masked),
  }
}

/** Reads a plan that {@link savePlan} wrote. Throws `input` if the file is no such plan. */
export async function loadPlan(path: string): Promise<SavedPlan> {
  const read = fileShape.safeParse(parsed(await textOf(path), path))
  if (read.success) {
    const { keys, ...plan } = read.data
    return { plan, keys: new Map(keys.map(({ host, key }) => [host, key])) }
  }
  const [issue] = read.error.issues
  const place = issue === undefined ? '' : ` (${issue.path.join('.') || 'the document'}: ${issue.message})`
  throw notAPlan(path, `it does not have the shape of one${place}`, read.error)
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    throw new EvenkeelError('input', `Cannot read the plan ${path}: ${fileReason(cause)}`, { cause })
  }
}

function parsed(written: string, path: string): unknown {
  try {
    return JSON.parse(written)
  } catch (cause) {
    throw notAPlan(path, 'it is not JSON', cause)
  }
}

function notAPlan(path: string, why: string, cause: unknown): EvenkeelError {
  return new EvenkeelError('input', `Cannot apply ${path} as a plan: ${why}.`, {
    hint: 'Write one with: evenkeel plan PLAYBOOK -i INVENTORY --out FILE',
    cause,
  })
}
