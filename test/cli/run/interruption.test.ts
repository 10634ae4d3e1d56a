import test from 'ava'
import { untilInterrupted } from '../../../cli/run/interruption.ts'

const failure = () => new Error('interrupted')

test('untilInterrupted() returns the result of work that ends first', async (t) => {
  t.is(await untilInterrupted(Promise.resolve(7), new AbortController().signal, failure), 7)
})

test('untilInterrupted() throws when the signal is aborted, also if it was aborted before', async (t) => {
  const never = new Promise(() => {})
  const later = new AbortController()
  const waiting = untilInterrupted(never, later.signal, failure)
  later.abort()
  await t.throwsAsync(waiting, { message: 'interrupted' })
  await t.throwsAsync(untilInterrupted(never, AbortSignal.abort(), failure), { message: 'interrupted' })
})
