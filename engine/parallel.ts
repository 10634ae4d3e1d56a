import { asEvenkeelError, throwIfAny } from './errors/error.ts'

/** The outcome of one item; a failure does not stop the others. */
export type Settled<Item, Result> = { readonly item: Item } & (
  | { readonly result: Result }
  | { readonly failure: unknown }
)

/** Works on all items, `limit` at a time, and returns their outcomes in the items' order. */
export async function settleAll<Item, Result>(
  items: readonly Item[],
  limit: number,
  work: (item: Item) => Promise<Result>,
): Promise<Settled<Item, Result>[]> {
  const outcomes: Settled<Item, Result>[] = []
  const queue = items.entries()
  const worker = async () => {
    for (const [index, item] of queue) {
      outcomes[index] = await work(item).then(
        (result) => ({ item, result }),
        (failure: unknown) => ({ item, failure }),
      )
    }
  }
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker))
  return outcomes
}

/** As {@link settleAll}, but throws all failures together once all items have ended. */
export async function workOnAll<Item, Result>(
  items: readonly Item[],
  limit: number,
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const outcomes = await settleAll(items, limit, work)
  throwFailures(outcomes)
  return outcomes.flatMap((outcome) => ('result' in outcome ? [outcome.result] : []))
}

function throwFailures(outcomes: readonly Settled<unknown, unknown>[]): void {
  const failures = outcomes.flatMap((outcome) => ('failure' in outcome ? [outcome.failure] : []))
  throwIfAny(failures.map(asEvenkeelError))
}
