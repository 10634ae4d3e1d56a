import type { StoreRecipient } from '../../../inventory/secrets/recipients.ts'

/** Each key once, with its first comment. */
export function uniqueRecipients(all: readonly StoreRecipient[]): readonly StoreRecipient[] {
  return all.filter(({ key }, index) => all.findIndex((one) => one.key === key) === index)
}
