import { z } from 'zod'

type JsonSchema = z.core.JSONSchema.BaseSchema

const OUTPUT = 'output-'

/**
 * A JSON Schema by its name: `inventory`, `playbook` and `answers` of the files that users write, `output-plan` and so on of what
 * commands print with `--json`. Undefined if there is none. Loads only what the schema needs.
 */
export async function jsonSchema(name: string): Promise<JsonSchema | undefined> {
  if (name === 'playbook') {
    const { playbookJsonSchema } = await import('./description/playbook-json-schema.ts')
    return { title: 'Playbook of evenkeel', ...(await playbookJsonSchema()) }
  }
  if (name === 'inventory') {
    const { inventorySchema } = await import('../inventory/schema.ts')
    return { title: 'Inventory of evenkeel', ...toJson(inventorySchema, 'input') }
  }
  if (name === 'answers') {
    const { answersSchema } = await import('./init/answers.ts')
    return { title: 'Answers of evenkeel init', ...toJson(answersSchema, 'input') }
  }
  if (!name.startsWith(OUTPUT)) return undefined
  const { OUTPUTS } = await import('./output/outputs.ts')
  const command = name.slice(OUTPUT.length)
  const output = Object.hasOwn(OUTPUTS, command) ? OUTPUTS[command] : undefined
  return output === undefined
    ? undefined
    : { title: `A line that evenkeel ${command} --json prints`, ...toJson(output, 'output') }
}

/** The names of all schemas. */
export async function schemaNames(): Promise<readonly string[]> {
  const { OUTPUTS } = await import('./output/outputs.ts')
  return ['inventory', 'playbook', 'answers', ...Object.keys(OUTPUTS).map((command) => `${OUTPUT}${command}`)]
}

function toJson(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  return z.toJSONSchema(schema, { io, unrepresentable: 'any', ...(io === 'output' ? { reused: 'ref' } : {}) })
}
