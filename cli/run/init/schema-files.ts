import type { NewFile } from '../../init/files/files.ts'
import { type Described, schemaPath } from '../../init/modeline.ts'
import { jsonSchema } from '../../schemas.ts'

const DESCRIBED: readonly Described[] = ['inventory', 'playbook', 'answers']

/** The JSON Schemas that the first lines of the other files name. */
export function schemaFiles(): Promise<readonly NewFile[]> {
  return Promise.all(
    DESCRIBED.map(async (name) => ({
      name: schemaPath(name),
      text: `${JSON.stringify(await jsonSchema(name))}\n`,
      kind: 'schema' as const,
    })),
  )
}

/** Whether a text is another version of this schema. */
export function isSameSchema(before: string, text: string): boolean {
  const title = titleOf(text)
  return title !== undefined && titleOf(before) === title
}

function titleOf(text: string): unknown {
  try {
    return (JSON.parse(text) as { readonly title?: unknown } | null)?.title
  } catch {
    return undefined
  }
}
