/**
 * A program that waits in a lab's namespace until hosts answer as ssh servers. Arguments: the timeout in milliseconds,
 * then `NAME=ADDRESS:PORT` for each host. It prints the name of each host that answers, and ends with status 1 if some
 * do not answer before the timeout.
 */
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

const BETWEEN_TRIES = 150
/** Milliseconds for a connection. A longer try would wait for packets that were lost while the host booted. */
const CONNECT = 2_000
/** Milliseconds for the greeting: on a busy machine, a server needs seconds to start a process for it. */
const GREETING = 10_000
const [limit, ...targets] = process.argv.slice(2)
const deadline = Date.now() + Number(limit)

const answered = await Promise.all(targets.map(untilAnswered))
process.exitCode = answered.every(Boolean) ? 0 : 1

async function untilAnswered(target: string): Promise<boolean> {
  const [, name = '', address = '', port = ''] = target.match(/^(.*)=(.*):(\d+)$/) ?? []
  do {
    if (await answers(address, Number(port))) {
      console.log(name)
      return true
    }
    await sleep(BETWEEN_TRIES)
  } while (Date.now() < deadline)
  return false
}

function answers(host: string, port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const socket = connect({ host, port, timeout: CONNECT })
  socket.once('connect', () => socket.setTimeout(GREETING))
  socket.once('data', (greeting: Buffer) => resolve(greeting.toString('latin1').startsWith('SSH-')))
  for (const event of ['error', 'timeout', 'close']) socket.once(event, () => resolve(false))
  return promise.finally(() => socket.destroy())
}
