import { EvenkeelError } from '../../../engine/errors/error.ts'
import { loadStore } from '../../../inventory/secrets/load-store.ts'
import { recipientOf, recipientText, type StoreRecipient } from '../../../inventory/secrets/recipients.ts'
import { recipientsOf, type SecretStore } from '../../../inventory/secrets/store.ts'
import { writeStore } from '../../../inventory/secrets/write-store.ts'
import { exitCode } from '../../exit-codes.ts'
import type { Io } from '../../io.ts'
import type { CommandLine } from '../../parse/command.ts'
import { asker } from '../../run/secrets/ask.ts'
import { BY_PASSPHRASE, newPassphrase } from '../../run/secrets/new-passphrase.ts'
import { openStore } from '../../run/secrets/open-store.ts'
import { uniqueRecipients } from '../../run/secrets/unique-recipients.ts'
import { clean } from '../../view/clean.ts'
import { confirm, isInteractive } from '../../view/questions.ts'

/** Encrypts all values anew: to the recipients that the file lists, and those that the flags add or remove. */
export async function rekeySecrets(line: CommandLine, io: Io): Promise<number> {
  const { flags } = line
  const { file, text } = await loadStore(flags.inventory ?? '')
  const store = await openStore(file, flags, io, asker(io))
  const added = await Promise.all(flags.recipient.map(recipientOf))
  const left = withoutRemoved(await recipientsOf(file), flags.removeRecipient)
  await consentToHandWritten(store, line, io)
  const passphrase = flags.passphrase ? await newPassphrase(asker(io)) : undefined
  const others = passphrase === undefined ? left : left.filter(({ comment }) => comment !== BY_PASSPHRASE)
  const recipients = uniqueRecipients([...others, ...added, ...(passphrase ? [passphrase.recipient] : [])])
  const hasPassphrase = recipients.some(({ comment }) => comment === BY_PASSPHRASE)
  const passphraseKey = passphrase?.passphraseKey ?? (hasPassphrase ? file.passphraseKey : undefined)
  const rekeyed = await store.rekeyed(recipients, passphraseKey)
  if (!flags.yes && passphrase === undefined && !(await store.opensToo(rekeyed))) {
    const hint = 'Keep one of your keys as a recipient. --yes does it all the same.'
    throw new EvenkeelError('declined', 'Your own keys could not open it any more. Nothing was changed.', { hint })
  }
  await writeStore(rekeyed, text)
  report(io, recipients, file.values.size, flags.removeRecipient.length > 0)
  return exitCode('done')
}

/** @param removed keys, or comments such as a name */
function withoutRemoved(all: readonly StoreRecipient[], removed: readonly string[]): readonly StoreRecipient[] {
  const is = ({ key, comment }: StoreRecipient, word: string) => word === key || word === comment
  const unknown = removed.find((word) => !all.some((one) => is(one, word) || recipientText(one) === word))
  if (unknown !== undefined) {
    const hint = ['The recipients are:', ...all.map((one) => `  ${recipientText(one)}`)].join('\n')
    throw new EvenkeelError('usage', `No recipient has the key or the comment ${JSON.stringify(unknown)}`, { hint })
  }
  const left = all.filter((one) => !removed.some((word) => is(one, word) || recipientText(one) === word))
  return left
}

/** Somebody else may have changed the list: a rekey would give that person all secrets. */
async function consentToHandWritten(store: SecretStore, { flags }: CommandLine, io: Io): Promise<void> {
  const { added, removed } = await store.recipientsByHand()
  if (added.length === 0 && removed.length === 0) return
  const lines = [...added.map((key) => `  + ${key}`), ...removed.map((key) => `  - ${key}`)]
  io.stderr.write(clean(`The list of recipients in ${store.file.path} was changed by hand:\n${lines.join('\n')}\n`))
  if (flags.yes) return
  if (isInteractive(io) && (await confirm(io, 'Encrypt all secrets to this list?'))) return
  const hint = isInteractive(io) ? undefined : 'Without a terminal --yes is needed.'
  throw new EvenkeelError('declined', 'The secrets were not encrypted to the new list. Nothing was changed.', { hint })
}

function report(io: Io, recipients: readonly StoreRecipient[], count: number, hasRemoved: boolean): void {
  const lines = [`${count} secrets are encrypted to:`, ...recipients.map((one) => `  ${recipientText(one)}`)]
  io.stderr.write(clean(`${lines.join('\n')}\n`))
  if (hasRemoved)
    io.stderr.write(
      'Earlier versions of the file still open for those who are gone: change the secrets themselves, too.\n',
    )
}
