import { EvenkeelError } from '../../../engine/errors/error.ts'
import { Secret } from '../../../engine/secrets.ts'
import { unvaulted, type VaultProblem } from '../../../inventory/secrets/ansible-vault.ts'
import type { Io } from '../../io.ts'
import type { Flags } from '../../parse/flags.ts'
import { asker } from './ask.ts'
import { vaultPassword } from './vault-password.ts'

const PROBLEMS: Readonly<Record<VaultProblem, string>> = {
  'not a vaulted value': 'this is no text of ansible-vault',
  'another cipher': 'only the cipher AES256 is read; "ansible-vault rekey" writes it',
  'wrong password': 'the password of the vault does not fit, or the text is damaged',
}

const HINTS: Readonly<Partial<Record<VaultProblem, string>>> = {
  'wrong password':
    'To be asked again, run the command once more, without --vault-password-file and ANSIBLE_VAULT_PASSWORD_FILE. `ansible-vault decrypt` shows whether the text is damaged.',
}

/** Opens what Ansible's vault has encrypted. Its password is read, or asked for, once, when it is first needed. */
export class Vault {
  readonly #flags: Flags
  readonly #io: Io
  #password: Promise<Secret> | undefined

  constructor(flags: Flags, io: Io) {
    this.#flags = flags
    this.#io = io
  }

  /** The text of a whole file. Throws `input` without a place if it cannot be decrypted. */
  async openFile(text: string): Promise<string> {
    return opened(text, 'this file', await this.#read())
  }

  /** Returns the function that opens `!vault` values. It throws `input` without a place. */
  async valueOpener(): Promise<(text: string) => Secret> {
    const password = await this.#read()
    // The same text stands in the variables of each host of a group, and a key takes a while to compute.
    const known = new Map<string, Secret>()
    return (text) => {
      const secret = known.get(text) ?? new Secret(opened(text, 'a !vault value', password), 'vault')
      known.set(text, secret)
      return secret
    }
  }

  #read(): Promise<Secret> {
    this.#password ??= vaultPassword(this.#flags, this.#io, asker(this.#io))
    return this.#password
  }
}

function opened(text: string, what: string, password: Secret): string {
  const result = unvaulted(text, password.reveal())
  if ('why' in result)
    throw new EvenkeelError('input', `Cannot open ${what}: ${PROBLEMS[result.why]}`, { hint: HINTS[result.why] })
  return result.text
}
