import test from 'ava'
import { untilInterrupted } from '../../cli/interruption.ts'

const failure = () => new Error('interrupted')

test('untilInterrupted() gives the result of work that ends first', async (t) => {
  t.is(await untilInterrupted(Promise.resolve(7), new AbortController().signal, failure), 7)
})

test('untilInterrupted() throws as soon as it is interrupted, also before it began', async (t) => {
  const never = new Promise(() => {})
  const later = new AbortController()
  const waiting = untilInterrupted(never, later.signal, failure)
  later.abort()
  await t.throwsAsync(waiting, { message: 'interrupted' })
  await t.throwsAsync(untilInterrupted(never, AbortSignal.abort(), failure), { message: 'interrupted' })
})
