/** Writes the JSON Schemas that the ready playbooks and inventories name for editors; npm ci runs it. */
import { writeSchemas } from './schemas/write.ts'

await writeSchemas()
