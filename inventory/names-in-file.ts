import { parseSource } from '../engine/errors/parse-yaml.ts'
import { readSource } from '../engine/errors/read-source.ts'
import { InventoryDraft } from './draft.ts'
import { isProgram } from './executable.ts'
import { isIni } from './ini.ts'
import { readYamlShape } from './yaml-shape.ts'

/**
 * The names of an inventory in YAML, for the completion of command lines: quick, and also for a file with errors in it.
 * An inventory that another program would have to read has none. Throws `input` if the file is not YAML.
 */
export async function namesInFile(path: string): Promise<{ hosts: readonly string[]; groups: readonly string[] }> {
  const draft = new InventoryDraft()
  if (!(await isProgram(path))) {
    const source = await readSource(path)
    if (!isIni(source)) readYamlShape(parseSource(source), draft)
  }
  return { hosts: [...draft.hosts.keys()], groups: [...draft.groups.keys()] }
}
