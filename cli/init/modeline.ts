/** The files that have a JSON Schema, by the name that `evenkeel schema` takes. */
export type Described = 'inventory' | 'playbook' | 'answers'

/** The folder of schemas, in that of the files that they describe. */
const FOLDER = '.schemas'

/** Where init writes a schema, from the folder of the file that it describes; without a name, the folder of all. */
export function schemaPath(name?: Described): string {
  return name === undefined ? FOLDER : `${FOLDER}/${name}.schema.json`
}

/** The first line of a file: by it, editors check the file, and complete and explain its keys. */
export function modeline(name: Described): string {
  return `# yaml-language-server: $schema=${schemaPath(name)}`
}
