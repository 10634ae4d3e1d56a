import { chmodSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import test from 'ava'
import { haproxyServer } from '../../../../engine/resources/haproxy-server.ts'
import { sh } from '../../../../engine/shell.ts'
import { Scratch, shells } from '../../../support/scratch.ts'

/** What HAProxy 2.6 printed for a backend with three servers. */
const STATE = `1
# be_id be_name srv_id srv_name srv_addr srv_op_state srv_admin_state srv_uweight srv_iweight srv_time_since_last_change
3 b 1 web1 127.0.0.1 0 5 1 1 1 1 0 0 14 0 0 0 - 18081 - 0 0 - - 0
3 b 2 web2 127.0.0.1 0 0 0 0 0 8 2 0 6 0 0 0 - 18082 - 0 0 - - 0
3 b 3 web3 127.0.0.1 2 8 3 3 0 1 0 2 6 0 0 0 - 18083 - 0 0 - - 0
`

/** A socket, and a socat that answers for HAProxy and keeps what it was asked. */
async function withSocket(root: string, answer: string, body: (socket: string) => void): Promise<void> {
  const socket = join(root, 'admin.sock')
  const bin = join(root, 'bin')
  mkdirSync(bin, { recursive: true })
  writeFileSync(join(bin, 'answer'), answer)
  writeFileSync(join(bin, 'socat'), `#!/bin/sh\ncat >>${bin}/asked\ncat ${bin}/answer\n`)
  chmodSync(join(bin, 'socat'), 0o755)
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(socket, resolve))
  try {
    body(socket)
  } finally {
    server.close()
  }
}

const resource = (socket: string, server: string) => haproxyServer({ socket, backend: 'b', server, weight: 0 })

for (const shell of shells) {
  const under = `under ${shell.join(' ')}`

  test(`haproxyServer() reads the states of servers ${under}`, async (t) => {
    using host = new Scratch(shell)
    await withSocket(host.root, STATE, (socket) => {
      const read = (server: string) => {
        const { probe, parse } = resource(socket, server)
        return parse(host.run(sh`PATH=${join(host.root, 'bin')}:$PATH\n${probe}`, '-u').output)
      }
      t.deepEqual(read('web1'), { state: { weight: 1, state: 'maint' } })
      t.deepEqual(read('web2'), { state: { weight: 0, state: 'ready' } })
      t.deepEqual(read('web3'), { state: { weight: 3, state: 'drain' } })
      t.deepEqual(read('web4'), { notYet: 'the running HAProxy has no b/web4 (yet)' })
    })
    t.deepEqual(host.state(resource(join(host.root, 'none.sock'), 'web1')), { noProcess: true })
  })

  test(`set_haproxy_server fails with HAProxy's sentence, and not without a process ${under}`, async (t) => {
    using host = new Scratch(shell)
    const set = (socket: string) =>
      host.run(sh`PATH=${join(host.root, 'bin')}:$PATH\nset_haproxy_server ${socket} b web1 weight 5`, '-eu')
    await withSocket(host.root, '\n', (socket) => {
      t.deepEqual(set(socket), { status: 0, output: '' })
      t.true(existsSync(`${socket}.set`), 'the check of the process looks at its age')
      rmSync(`${socket}.set`)
    })
    const sentence = 'Backend is using a static LB algorithm and only accepts weights'
    await withSocket(host.root, `${sentence}\n\n`, (socket) => {
      const { status, output } = set(socket)
      t.is(status, 1)
      t.false(existsSync(`${socket}.set`))
      t.is(output.trim(), `HAProxy does not set the weight of b/web1 to 5: ${sentence}`)
    })
    t.is(set(join(host.root, 'none.sock')).status, 0)
  })
}
