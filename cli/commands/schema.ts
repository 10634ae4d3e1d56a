import { EvenkeelError } from '../../engine/errors/error.ts'
import { suggestion } from '../../engine/errors/nearest.ts'
import { exitCode } from '../exit-codes.ts'
import type { Io } from '../io.ts'
import type { CommandLine } from '../parse/command.ts'
import { jsonSchema, schemaNames } from '../schemas.ts'

/** Prints a JSON Schema, on one line: of inventories and playbooks for editors, of outputs for programs. */
export async function schemaCommand({ positionals: [name = ''] }: CommandLine, io: Io): Promise<number> {
  const schema = await jsonSchema(name)
  if (schema === undefined) {
    const hint = suggestion(name, await schemaNames())
    throw new EvenkeelError('usage', `No schema is called "${name}"`, { hint })
  }
  io.stdout.write(`${JSON.stringify(schema)}\n`)
  return exitCode('done')
}
