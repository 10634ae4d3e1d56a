import { z } from 'zod'
import { EvenkeelError } from '../../engine/errors/error.ts'
import { suggestion } from '../../engine/errors/nearest.ts'
import { exitCode } from '../exit-codes.ts'
import type { Io } from '../io.ts'
import type { CommandLine } from '../parse/command.ts'

type JsonSchema = z.core.JSONSchema.BaseSchema

const SCHEMAS: Readonly<Record<string, () => Promise<JsonSchema>>> = {
  inventory: async () => toJson((await import('../../inventory/schema.ts')).inventorySchema),
  playbook: async () => (await import('../description/playbook-json-schema.ts')).playbookJsonSchema(),
}

/** Prints the JSON Schema of inventories or playbooks, for editors. */
export async function schemaCommand({ positionals }: CommandLine, io: Io): Promise<number> {
  const [which = ''] = positionals
  const make = SCHEMAS[which]
  if (make === undefined) {
    const hint = suggestion(which, Object.keys(SCHEMAS))
    throw new EvenkeelError('usage', `No schema is called "${which}": inventory or playbook is needed`, { hint })
  }
  io.stdout.write(`${JSON.stringify(await make(), null, 2)}\n`)
  return exitCode('done')
}

function toJson(schema: z.ZodType): JsonSchema {
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
}
