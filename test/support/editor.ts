import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { TextDocument } from 'vscode-languageserver-textdocument'
import { getLanguageService } from 'yaml-language-server'
import { jsonSchema } from '../../cli/schemas.ts'

/** What editors such as VS Code, Neovim and Emacs run for YAML files: only the files' first lines name their schemas. */
export const editor = getLanguageService({
  schemaRequestService: async (uri) => textOf(fileURLToPath(uri)),
  workspaceContext: { resolveRelativePath: (path, from) => new URL(path, from).href },
})
editor.configure({ validate: true, completion: true, hover: true })

/** A schema beside the ready files, which `npm ci` writes, is made here. */
async function textOf(path: string): Promise<string> {
  if (path.includes('/.schemas/')) return readFileSync(path, 'utf8')
  return JSON.stringify(await jsonSchema(basename(path, '.schema.json')))
}

let version = 0

/** A file as an editor holds it, maybe with other text than on the disk. */
export function open(path: string, text = readFileSync(path, 'utf8')): TextDocument {
  version += 1
  return TextDocument.create(pathToFileURL(path).href, 'yaml', version, text)
}

/** `TEXT OF THE LINE: MESSAGE` for each mistake that the editor shows. */
export async function complaints(document: TextDocument): Promise<readonly string[]> {
  const found = await editor.doValidation(document, false)
  const lines = document.getText().split('\n')
  return found.map(({ range, message }) => `${lines[range.start.line]?.trim()}: ${message}`)
}
