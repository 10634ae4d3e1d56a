import { EvenkeelError } from '../../engine/errors/error.ts'
import { suggestion } from '../../engine/errors/nearest.ts'
import { resourceTypes } from '../../engine/resources/registry.ts'
import { schemaReference } from '../../roles/reference.ts'
import { legacyKindHint } from '../description/legacy/kinds.ts'
import { exitCode } from '../exit-codes.ts'
import type { Io } from '../io.ts'
import type { CommandLine } from '../parse/command.ts'
import { printJson } from '../view/json.ts'
import { resourceReferenceText } from '../view/resource-reference.ts'
import { summaryList } from '../view/summary-list.ts'

/** Lists the kinds of resources for `tasks:`, or prints the keys of one. */
export async function resourcesCommand({ positionals: [name], flags }: CommandLine, io: Io): Promise<number> {
  const data = name === undefined ? kinds() : referenceOf(name)
  if (flags.json) printJson(io.stdout, data)
  else io.stdout.write('kind' in data ? resourceReferenceText(data) : summaryList(data))
  return exitCode('done')
}

function kinds(): readonly { readonly name: string; readonly summary: string }[] {
  return [...resourceTypes.values()].map(({ kind, summary }) => ({ name: kind, summary }))
}

function referenceOf(name: string) {
  const type = resourceTypes.get(name)
  if (type !== undefined) return { kind: type.kind, summary: type.summary, keys: schemaReference(type.spec) }
  const hint = legacyKindHint(name) ?? suggestion(name, resourceTypes.keys())
  throw new EvenkeelError('usage', `No kind of resource is called "${name}"`, { hint })
}
