import test from 'ava'
import { KeptConnections } from '../../../cli/run/kept-connections.ts'
import type { Connect } from '../../../engine/host/connection.ts'

/** Counts logins and closed connections; a script `break` fails, as one on a connection that is lost. */
function logins() {
  const counts = { made: 0, closed: 0 }
  const connect: Connect = async ({ name }) => {
    counts.made += 1
    return {
      host: name,
      commands: 0,
      script: async (script) => {
        if (script === 'break') throw new Error('lost')
        return { status: 0, stdout: '', stderr: '', truncated: false }
      },
      command: async () => ({ status: 0, stdout: '', stderr: '', truncated: false }),
      close: () => {
        counts.closed += 1
      },
    }
  }
  return { connect, counts }
}

const lb1 = { name: 'lb1', address: '10.0.0.11' }

test('KeptConnections logs in once to each host, and closes at its end', async (t) => {
  const { connect, counts } = logins()
  const kept = new KeptConnections(connect)
  for (const target of [lb1, lb1, { ...lb1, name: 'lb2' }]) (await kept.connect(target)).close()
  t.deepEqual(counts, { made: 2, closed: 0 })
  kept.close()
  t.deepEqual(counts, { made: 2, closed: 2 })
})

test('KeptConnections logs in again after a connection broke', async (t) => {
  const { connect, counts } = logins()
  const kept = new KeptConnections(connect)
  const first = await kept.connect(lb1)
  await t.throwsAsync(first.script('break'), { message: 'lost' })
  t.deepEqual(counts, { made: 1, closed: 1 })
  t.is((await (await kept.connect(lb1)).script('true')).status, 0)
  t.is(counts.made, 2)
})
