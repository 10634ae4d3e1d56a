import { stringify } from 'yaml'
import { entryOf, type Located, type LocatedEntry } from '../../engine/errors/document.ts'
import { suggestion } from '../../engine/errors/nearest.ts'
import { parseSource } from '../../engine/errors/parse-yaml.ts'
import { errorAt, type Place, type Source } from '../../engine/errors/source.ts'
import { secretNameProblem } from './secret-name.ts'

/** The file of encrypted secrets, as it is written. */
export interface StoreFile {
  readonly path: string
  /** Public keys, each as `KEY COMMENT`. */
  readonly recipients: readonly string[]
  /** A key of age, encrypted to a passphrase; its recipient is among `recipients`. */
  readonly passphraseKey: string | undefined
  /** The list of recipients and the store's key, encrypted: see `store.ts`. */
  readonly seal: string
  /** The encrypted values by name. */
  readonly values: ReadonlyMap<string, string>
}

const FORMAT = 'evenkeel-secrets/1'
const KEYS = ['format', 'recipients', 'passphrase_key', 'seal', 'secrets']

const HEAD = `# Secrets of the inventory in this folder, each encrypted with age to all recipients. Names are readable.
# evenkeel secrets set|edit|rekey change this file: a value that is moved to another name is refused.
`

/** The text of the file. */
export function storeText({ recipients, passphraseKey, seal, values }: StoreFile): string {
  const content = {
    format: FORMAT,
    recipients,
    ...(passphraseKey === undefined ? {} : { passphrase_key: passphraseKey }),
    seal,
    secrets: Object.fromEntries(values),
  }
  return HEAD + stringify(content, { lineWidth: 0 })
}

/** Reads the file; decrypts nothing. Throws `input`. */
export function readStoreFile(source: Source): StoreFile {
  const tree = parseSource(source)
  const top = { source, offset: 0 }
  if (tree.type !== 'map') throw errorAt(top, `${source.file} is no file of secrets: a map is needed`)
  const format = entryOf(tree, 'format')
  if (textOf(format?.value) !== FORMAT) {
    const hint = 'A newer release of evenkeel may have written it.'
    throw errorAt(format?.value.place ?? top, `${source.file} must have "format: ${FORMAT}"`, { hint })
  }
  for (const { key, keyPlace } of tree.entries.values())
    if (!KEYS.includes(key)) throw errorAt(keyPlace, `"${key}" is not known here`, { hint: suggestion(key, KEYS) })
  const passphraseKey = entryOf(tree, 'passphrase_key')
  return {
    path: source.file,
    recipients: listOf(needed(tree, 'recipients', top)),
    passphraseKey: passphraseKey === undefined ? undefined : armorOf(passphraseKey),
    seal: armorOf(needed(tree, 'seal', top)),
    values: valuesOf(needed(tree, 'secrets', top)),
  }
}

function needed(tree: Located, key: string, top: Place): LocatedEntry {
  const entry = entryOf(tree, key)
  if (entry === undefined) throw errorAt(top, `"${key}" is missing in ${top.source.file}`)
  return entry
}

function listOf({ key, value }: LocatedEntry): readonly string[] {
  const texts = value.type === 'list' ? value.items.map(textOf) : []
  if (value.type !== 'list' || texts.length === 0 || !texts.every((one) => one !== undefined))
    throw errorAt(value.place, `"${key}" must be a list of public keys`)
  return texts
}

function valuesOf({ key, value }: LocatedEntry): ReadonlyMap<string, string> {
  if (value.type !== 'map') throw errorAt(value.place, `"${key}" must be a map of names and encrypted values`)
  return new Map(
    [...value.entries.values()].map((entry) => {
      const problem = secretNameProblem(entry.key)
      if (problem !== undefined) throw errorAt(entry.keyPlace, problem)
      return [entry.key, armorOf(entry)]
    }),
  )
}

function armorOf({ key, value }: LocatedEntry): string {
  const text = textOf(value)
  if (text?.startsWith('-----BEGIN AGE ENCRYPTED FILE-----\n')) return text
  throw errorAt(value.place, `The value of "${key}" is not encrypted with age`, {
    hint: `evenkeel secrets set ${key} encrypts a value.`,
  })
}

function textOf(value: Located | undefined): string | undefined {
  return value?.type === 'scalar' && typeof value.value === 'string' ? value.value : undefined
}
