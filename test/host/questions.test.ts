import { setTimeout } from 'node:timers/promises'
import test from 'ava'
import { EvenkeelError } from '../../engine/errors/error.ts'
import { PausableTimeout } from '../../engine/host/pausable-timeout.ts'
import { Questions } from '../../engine/host/questions.ts'
import { Secret } from '../../engine/secrets.ts'

const about = (subject: string) => ({ kind: 'passphrase', prompt: `Passphrase of ${subject}`, subject }) as const
const late = () => new EvenkeelError('unreachable', 'late')

test('Questions.askOnce() asks each question once, one after the other', async (t) => {
  const asked: string[] = []
  let open = 0
  const questions = new Questions(async ({ subject }) => {
    asked.push(subject)
    t.is(++open, 1)
    await setTimeout(5)
    open--
    return new Secret(`of ${subject}`, 'typed')
  }, new PausableTimeout())
  const answers = await Promise.all(['a', 'b', 'a', 'a', 'b'].map((subject) => questions.askOnce(about(subject))))
  t.deepEqual(
    answers.map((answer) => answer?.reveal()),
    ['of a', 'of b', 'of a', 'of a', 'of b'],
  )
  t.deepEqual(asked, ['a', 'b'])
})

test('Questions.askOnce() returns undefined if there is no terminal', async (t) => {
  const questions = new Questions(undefined, new PausableTimeout())
  t.false(questions.canAsk)
  t.is(await questions.askOnce(about('a')), undefined)
})

test('Questions.ask() asks again after the user has cancelled', async (t) => {
  const questions = new Questions(async ({ subject }) => {
    if (subject === 'a') throw new Error('given up')
    return new Secret('answer', 'typed')
  }, new PausableTimeout())
  const [first, second] = await Promise.allSettled([questions.ask(about('a')), questions.ask(about('b'))])
  t.is(first.status, 'rejected')
  t.is(second.status, 'fulfilled')
})

test('PausableTimeout.limit() rejects work that takes too long', async (t) => {
  const timeout = new PausableTimeout()
  const error = await t.throwsAsync(timeout.limit(10, setTimeout(2_000, undefined, { ref: false }), late))
  t.is(error?.message, 'late')
})

test('PausableTimeout.limit() pauses while the user is asked', async (t) => {
  const timeout = new PausableTimeout()
  const work = timeout.pauseDuring(() => setTimeout(120)).then(() => 'done')
  t.is(await timeout.limit(40, work, late), 'done')
})

test('PausableTimeout.limit() counts the time before a question', async (t) => {
  const timeout = new PausableTimeout()
  let isDone = false
  const work = (async () => {
    await setTimeout(60)
    await timeout.pauseDuring(() => setTimeout(20))
    await setTimeout(2_000, undefined, { ref: false })
    isDone = true
  })()
  await t.throwsAsync(timeout.limit(100, work, late))
  t.false(isDone)
})
