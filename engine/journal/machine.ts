import { createHash } from 'node:crypto'
import { z } from 'zod'
import { EvenkeelError } from '../errors/error.ts'

/** `machine.json` of a host: the machine that its records are about. */
export interface MachineRecord {
  /** See {@link machineOf}. */
  readonly machine: string
  /** Its names in inventories, the last one at the end. */
  readonly names: readonly string[]
}

export const machineRecordSchema: z.ZodType<MachineRecord> = z.looseObject({
  machine: z.string(),
  names: z.array(z.string()),
})

/**
 * A digest of the identity of a machine: of its machine-id, and of the UUID of its hardware. A clone has another UUID,
 * also if nobody gave it another machine-id. Undefined if the host has neither.
 */
export function machineOf(machineId: string, productUuid: string): string | undefined {
  if (machineId === '' && productUuid === '') return undefined
  return createHash('sha256')
    .update(JSON.stringify([machineId, productUuid.toLowerCase()]))
    .digest('hex')
}

/** Throws `unsupported` if the records on a host are about another machine: it was cloned with them. */
export function refuseForeignRecords(
  host: string,
  machine: string | undefined,
  record: MachineRecord | undefined,
): void {
  if (record === undefined || machine === undefined || record.machine === machine) return
  const name = record.names.at(-1) ?? 'unknown'
  throw new EvenkeelError(
    'unsupported',
    `Cannot use ${host}: the records of evenkeel there are those of another machine, which was called ${name}`,
    {
      host,
      hint:
        `If ${host} is a copy of that machine, remove the records there: rm -r /var/lib/evenkeel\n` +
        'If it is that machine with a new machine-id or new hardware, remove its old identity there: rm /var/lib/evenkeel/machine.json',
    },
  )
}

/** The record of a machine after a run under this name. */
export function machineRecordAfter(host: string, machine: string, record: MachineRecord | undefined): MachineRecord {
  return { ...record, machine, names: [...(record?.names ?? []).filter((name) => name !== host), host] }
}
