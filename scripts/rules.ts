/** Writes into docs/rules.md how roles follow each rule. */
import { readFile, writeFile } from 'node:fs/promises'
import { enforcements, withEnforcement } from './rules/enforcement.ts'

const PAGE = new URL('../docs/rules.md', import.meta.url)

const page = await readFile(PAGE, 'utf8')
await writeFile(PAGE, withEnforcement(page, await enforcements()))
