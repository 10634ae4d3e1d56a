import { setTimeout } from 'node:timers/promises'
import { stripVTControlCharacters } from 'node:util'
import test from 'ava'
import { ListProgress } from '../../../../cli/view/progress/list.ts'
import { fakeIo } from '../../fake-io.ts'
import { failing } from '../sample-events.ts'

const HIDE_CURSOR = '\u001b[?25l'
const SHOW_CURSOR = '\u001b[?25h'

async function shown(events: typeof failing): Promise<string> {
  const io = fakeIo({ terminal: true })
  const progress = new ListProgress(io)
  for (const event of events) progress.emit(event)
  await progress.settle()
  return io.err()
}

test('ListProgress keeps finished batches, failed rows and their output on the screen', async (t) => {
  const printed = stripVTControlCharacters(await shown(failing))
  for (const words of [
    'Run 20261121-103102-k3f9',
    'Real servers, batch 1 of 2',
    '✓ web1 answers — HTTP 200',
    'nginx: [emerg] unexpected "}"',
    'nginx: test failed',
    'Reverting',
  ]) {
    t.true(printed.includes(words), `${words} in\n${printed}`)
  }
})

test('ListProgress changes no stream but its own: those of the process stay as they are', async (t) => {
  const { stdout, stderr } = process
  const areTerminals = () => [stdout.isTTY, stderr.isTTY]
  const before = areTerminals()
  await shown(failing)
  t.deepEqual(areTerminals(), before)
})

test('ListProgress shows the cursor again', async (t) => {
  const printed = await shown(failing)
  t.true(printed.lastIndexOf(SHOW_CURSOR) > printed.lastIndexOf(HIDE_CURSOR))
})

test('ListProgress clears the list of reading', async (t) => {
  const io = fakeIo({ terminal: true })
  const progress = new ListProgress(io)
  progress.emit({ type: 'connecting', hosts: ['web1', 'web2', 'web3'] })
  await setTimeout(150)
  t.true(stripVTControlCharacters(io.err()).includes('Reading 3 hosts, waiting for web[1-3]'))
  await progress.settle()
  t.true(io.err().trimEnd().endsWith(SHOW_CURSOR), JSON.stringify(io.err().slice(-60)))
})

test('ListProgress draws nothing during a question', async (t) => {
  const io = fakeIo({ terminal: true })
  const progress = new ListProgress(io)
  progress.emit({ type: 'connecting', hosts: ['web1'] })
  const during = await progress.pause(async () => {
    const before = io.err()
    await setTimeout(250)
    return io.err().slice(before.length)
  })
  t.is(during, '')
  await progress.settle()
})
