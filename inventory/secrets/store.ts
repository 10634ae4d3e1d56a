import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { EvenkeelError } from '../../engine/errors/error.ts'
import { suggestion } from '../../engine/errors/nearest.ts'
import { type AgeIdentity, decrypted, encrypted } from './age.ts'
import { recipientOf, recipientText, type StoreRecipient } from './recipients.ts'
import type { StoreFile } from './store-file.ts'

/**
 * Anybody can encrypt to a public key. So the seal and every value hold a key of the store, which only those know who
 * can decrypt: a value that somebody else puts into the file is recognized, and so is a recipient that is added by hand.
 */
const sealShape = z.strictObject({ recipients: z.array(z.string()), key: z.string() })
/** A value holds its name, too: under another name it is refused. */
const valueShape = z.strictObject({ name: z.string(), value: z.string(), key: z.string() })

/** The result of opening a store with keys of which none is a recipient's. */
export const NO_IDENTITY_FITS = 'no identity fits'

/** A store of secrets that is open: each value is decrypted when it is read. */
export class SecretStore {
  readonly file: StoreFile
  readonly #identities: readonly AgeIdentity[]
  readonly #key: string
  /** The keys to which the store was encrypted when it was written. */
  readonly #sealedFor: readonly string[]

  private constructor(file: StoreFile, identities: readonly AgeIdentity[], seal: z.infer<typeof sealShape>) {
    this.file = file
    this.#identities = identities
    this.#key = seal.key
    this.#sealedFor = seal.recipients
  }

  /** Throws `input` if the seal is damaged. */
  static async open(
    file: StoreFile,
    identities: readonly AgeIdentity[],
  ): Promise<SecretStore | typeof NO_IDENTITY_FITS> {
    const { text, unopened } = await decrypted(file.seal, identities)
    if (unopened === 'no identity fits') return NO_IDENTITY_FITS
    const seal = sealShape.safeParse(jsonOf(text))
    if (!seal.success) throw tampered(file, 'its seal is damaged')
    return new SecretStore(file, identities, seal.data)
  }

  get names(): readonly string[] {
    return [...this.file.values.keys()]
  }

  /** The value of a secret. Throws `input` if there is none, or if it is not what was stored under this name. */
  async read(name: string): Promise<string> {
    const sealed = this.file.values.get(name)
    if (sealed === undefined) {
      const known = suggestion(name, this.names) ?? 'It holds none so far.'
      const hint = `${known} To store it: evenkeel secrets set ${name}`
      throw new EvenkeelError('input', `There is no secret "${name}" in ${this.file.path}`, { hint })
    }
    const { text } = await decrypted(sealed, this.#identities)
    const content = valueShape.safeParse(jsonOf(text))
    if (!content.success) throw tampered(this.file, `the value of "${name}" is damaged, or encrypted to others`)
    if (content.data.key !== this.#key) throw tampered(this.file, `the value of "${name}" is not of this store`)
    if (content.data.name !== name)
      throw tampered(this.file, `the value of "${name}" was stored as "${content.data.name}"`)
    return content.data.value
  }

  /** The file with these values; undefined removes one. Throws `input` if the recipients were changed by hand. */
  async with(changes: ReadonlyMap<string, string | undefined>): Promise<StoreFile> {
    const { added, removed } = await this.recipientsByHand()
    if (added.length > 0 || removed.length > 0) {
      throw new EvenkeelError('input', `Cannot write ${this.file.path}: its recipients were changed by hand`, {
        hint: 'evenkeel secrets rekey shows who was added and removed, and encrypts all values to the new list.',
      })
    }
    const recipients = await recipientsOf(this.file)
    const values = new Map(this.file.values)
    for (const [name, value] of changes) {
      if (value === undefined) values.delete(name)
      else values.set(name, await sealedValue(name, value, this.#key, recipients))
    }
    return { ...this.file, values: sorted(values) }
  }

  /** How the list in the file differs from the list that the store was encrypted to. */
  async recipientsByHand(): Promise<{ readonly added: readonly string[]; readonly removed: readonly string[] }> {
    const listed = (await recipientsOf(this.file)).map(({ key }) => key)
    return {
      added: listed.filter((key) => !this.#sealedFor.includes(key)),
      removed: this.#sealedFor.filter((key) => !listed.includes(key)),
    }
  }

  /** Whether the keys that opened this store open another file of it, too. */
  async opensToo(file: StoreFile): Promise<boolean> {
    return (await SecretStore.open(file, this.#identities)) !== NO_IDENTITY_FITS
  }

  /** The file with all values encrypted anew, under a new key of the store. */
  async rekeyed(recipients: readonly StoreRecipient[], passphraseKey: string | undefined): Promise<StoreFile> {
    const values = new Map<string, string>()
    for (const name of this.names) values.set(name, await this.read(name))
    return await storeOf(this.file.path, { recipients, passphraseKey, values })
  }
}

/** A file with these values, for these recipients. */
export async function storeOf(
  path: string,
  content: {
    readonly recipients: readonly StoreRecipient[]
    readonly passphraseKey: string | undefined
    readonly values: ReadonlyMap<string, string>
  },
): Promise<StoreFile> {
  const { recipients, passphraseKey } = content
  const key = randomBytes(32).toString('base64')
  const seal: z.infer<typeof sealShape> = { recipients: recipients.map((one) => one.key), key }
  const values = new Map<string, string>()
  for (const [name, value] of content.values) values.set(name, await sealedValue(name, value, key, recipients))
  return {
    path,
    recipients: recipients.map(recipientText),
    passphraseKey,
    seal: await sealedJson(seal, recipients),
    values: sorted(values),
  }
}

/** The recipients that the file lists. Throws `input` if one cannot be used. */
export async function recipientsOf(file: StoreFile): Promise<readonly StoreRecipient[]> {
  return await Promise.all(file.recipients.map(recipientOf))
}

async function sealedValue(
  name: string,
  value: string,
  key: string,
  recipients: readonly StoreRecipient[],
): Promise<string> {
  const content: z.infer<typeof valueShape> = { name, value, key }
  return await sealedJson(content, recipients)
}

/** Lengths are hidden up to this many bytes: the length of a password would help to guess it. */
const PADDED_TO = 128

async function sealedJson(content: object, recipients: readonly StoreRecipient[]): Promise<string> {
  const json = JSON.stringify(content)
  const length = Math.ceil(Buffer.byteLength(json) / PADDED_TO) * PADDED_TO
  const padded = json + ' '.repeat(length - Buffer.byteLength(json))
  return await encrypted(
    padded,
    recipients.map(({ age }) => age),
  )
}

function sorted(values: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  return new Map([...values].sort(([one], [other]) => (one < other ? -1 : 1)))
}

/** Undefined for text that is no JSON: the parser's error would quote it. */
function jsonOf(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '')
  } catch {
    return undefined
  }
}

function tampered(file: StoreFile, what: string): EvenkeelError {
  return new EvenkeelError('input', `Cannot trust ${file.path}: ${what}`, {
    hint: 'Compare it with an earlier version, such as that of git. If somebody may have changed it, change the secrets.',
  })
}
