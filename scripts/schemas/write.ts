import { rename, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { jsonSchema } from '../../cli/schemas.ts'

/** The folder of each schema: it stands beside the ready files, whose first line names it for editors. */
const FOLDERS = { playbook: 'playbooks', inventory: 'inventory' }

/** Writes the JSON Schemas of playbooks and inventories. They are not in git: a change of a role changes them. */
export async function writeSchemas(): Promise<void> {
  for (const [name, folder] of Object.entries(FOLDERS)) {
    const path = fileURLToPath(new URL(`../../${folder}/${name}.schema.json`, import.meta.url))
    await writeFile(`${path}.new`, `${JSON.stringify(await jsonSchema(name))}\n`)
    await rename(`${path}.new`, path)
  }
}
