import { spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { createConnection, createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import type { ServerChannel } from 'ssh2'
import { type ErrorCode, EvenkeelError } from '../../../engine/errors/error.ts'
import { type ConnectorOptions, connector } from '../../../engine/host/connect.ts'
import type { Connection, HostTarget } from '../../../engine/host/connection.ts'
import type { UnknownHostKey } from '../../../engine/host/host-keys.ts'
import { judge, parseKnownHosts } from '../../../engine/host/known-hosts.ts'
import { Secret } from '../../../engine/secrets.ts'
import { sh } from '../../../engine/shell.ts'
import {
  type Behaviour,
  clientFolder,
  newKey,
  type Server,
  type ServerOptions,
  startServer,
} from '../../support/ssh-server.ts'

/** A host that runs every command. */
const obey: Behaviour = (line, channel) => {
  const child = spawn('/bin/sh', ['-c', line])
  channel.pipe(child.stdin)
  child.stdin.on('error', () => undefined)
  child.stdout.on('data', (chunk) => channel.write(chunk))
  child.stderr.on('data', (chunk) => channel.stderr.write(chunk))
  child.on('close', (code) => finish(channel, code ?? 255))
}

function finish(channel: ServerChannel, status: number): void {
  channel.exit(status)
  channel.end()
}

interface Scene {
  readonly server: Server
  readonly folder: string
  readonly knownHosts: string
  connect(target?: Partial<HostTarget>): Promise<Connection>
}

/** A server, and a connector with its key in known_hosts; both end with the test. */
async function scene(
  t: ExecutionContext,
  server: ServerOptions = {},
  options: ConnectorOptions & { knownHosts?: (server: Server) => string } = {},
): Promise<Scene> {
  const started = await startServer({ behave: obey, ...server })
  t.teardown(() => started.close())
  const known = options.knownHosts?.(started) ?? `[127.0.0.1]:${started.port} ${started.publicKey}\n`
  const { folder, config, knownHosts } = clientFolder(known)
  const connect = connector({ sshConfig: config, ...options })
  return {
    server: started,
    folder,
    knownHosts,
    connect: async (target) => {
      const connection = await connect({ name: 'lb1', address: '127.0.0.1', port: started.port, ...target })
      t.teardown(() => connection.close())
      return connection
    },
  }
}

async function refused(t: ExecutionContext, code: ErrorCode, work: Promise<unknown>): Promise<EvenkeelError> {
  const error = await t.throwsAsync(work, { instanceOf: EvenkeelError })
  t.is(error?.code, code, error?.message)
  t.is(error?.host, 'lb1')
  return error as EvenkeelError
}

async function* chunks(count: number, size: number): AsyncGenerator<Uint8Array> {
  for (let index = 0; index < count; index++) yield Buffer.alloc(size, 'x')
}

const typed = (answer: string) => async () => new Secret(answer, 'typed')

// Commands

test.serial('script() returns output, errors and status, and puts nothing on a command line', async (t) => {
  const lines: string[] = []
  const behave: Behaviour = (line, channel, connection) => {
    lines.push(line)
    obey(line, channel, connection)
  }
  const connection = await (await scene(t, { behave })).connect()
  t.deepEqual(await connection.script('echo out; echo err >&2; exit 3'), {
    status: 3,
    stdout: 'out\n',
    stderr: 'err\n',
    truncated: false,
  })
  t.deepEqual(lines, [`exec /bin/sh -c 'export LC_ALL=C; eval "$(cat)"'`])
  t.is(connection.commands, 1)
})

test.serial('script() gives its commands an empty standard input', async (t) => {
  const connection = await (await scene(t)).connect()
  const { stdout } = await connection.script('cat; echo "[$(cat)]"\necho end')
  t.is(stdout, '[]\nend\n')
})

test.serial('script() runs a script of several megabytes', async (t) => {
  const connection = await (await scene(t)).connect()
  const { stdout } = await connection.script(`${'# a comment that is long\n'.repeat(100_000)}echo end`)
  t.is(stdout, 'end\n')
})

test.serial('script() passes lines on when they arrive and keeps none', async (t) => {
  const connection = await (await scene(t)).connect()
  const seen: string[] = []
  const { stdout } = await connection.script('echo one; printf two', { onLine: (line) => seen.push(line) })
  t.deepEqual(seen, ['one', 'two'])
  t.is(stdout, '')
})

test.serial('script() accepts output that is not UTF-8', async (t) => {
  const connection = await (await scene(t)).connect()
  t.is((await connection.script(`printf 'a\\377b'`)).stdout, 'a\u00ffb')
})

test.serial('command() streams its input', async (t) => {
  const connection = await (await scene(t)).connect()
  const { stdout } = await connection.command(sh`wc -c`, { input: chunks(160, 65_536) })
  t.is(stdout.trim(), String(160 * 65_536))
})

test.serial('command() ends even if it does not read its input', async (t) => {
  const connection = await (await scene(t)).connect()
  const { status } = await connection.command(sh`exit 4`, { input: chunks(320, 65_536) })
  t.is(status, 4)
})

test.serial('command() rejects with the error of its input', async (t) => {
  const connection = await (await scene(t)).connect()
  async function* broken(): AsyncGenerator<Uint8Array> {
    yield Buffer.from('x')
    throw new Error('disk on fire')
  }
  await t.throwsAsync(connection.command(sh`cat`, { input: broken() }), { message: 'disk on fire' })
  t.is((await connection.script('echo on')).stdout, 'on\n')
})

test.serial('script() opens no more than eight channels at a time', async (t) => {
  const open: (() => void)[] = []
  let most = 0
  let count = 0
  const behave: Behaviour = (_line, channel) => {
    open.push(() => finish(channel, 0))
    most = Math.max(most, open.length)
    count += 1
    // All stay open until there are eight, and a ninth has had time to open.
    if (open.length === 8 || count === 30)
      setTimeout(() => {
        for (const end of open.splice(0)) end()
      }, 20)
  }
  const connection = await (await scene(t, { behave })).connect()
  await Promise.all(Array.from({ length: 30 }, () => connection.script('x')))
  t.is(most, 8)
  t.is(connection.commands, 30)
})

test.serial('script() waits for a channel if the host opens few', async (t) => {
  const connection = await (await scene(t, { sessions: 2 })).connect()
  const results = await Promise.all(Array.from({ length: 6 }, (_, index) => connection.script(`echo ${index}`)))
  t.deepEqual(
    results.map(({ stdout }) => stdout.trim()),
    ['0', '1', '2', '3', '4', '5'],
  )
})

test.serial('script() throws lost if the host opens no channel at all', async (t) => {
  const connection = await (await scene(t, { sessions: 0 })).connect()
  await refused(t, 'lost', connection.script('echo'))
})

// Hosts that behave badly

test.serial('script() misses no exit status that arrives at once', async (t) => {
  const connection = await (await scene(t, { behave: (_line, channel) => finish(channel, 5) })).connect()
  const results = await Promise.all(Array.from({ length: 8 }, () => connection.script('x')))
  t.deepEqual(new Set(results.map(({ status }) => status)), new Set([5]))
})

test.serial('script() reports a channel without exit status as unknown', async (t) => {
  const behave: Behaviour = (_line, channel) => {
    channel.write('half')
    channel.end()
  }
  const connection = await (await scene(t, { behave })).connect()
  t.like(await connection.script('x'), { status: undefined, stdout: 'half' })
})

test.serial('script() reports death by a signal as a shell does', async (t) => {
  const behave: Behaviour = (_line, channel) => {
    channel.exit('KILL')
    channel.end()
  }
  const connection = await (await scene(t, { behave })).connect()
  t.is((await connection.script('x')).status, 137)
})

test.serial('script() throws lost if the host ends the connection, and so does every later call', async (t) => {
  const behave: Behaviour = (_line, channel, connection) => {
    channel.write('half')
    connection.end()
  }
  const connection = await (await scene(t, { behave })).connect()
  await refused(t, 'lost', connection.script('x'))
  await refused(t, 'lost', connection.script('x'))
})

test.serial('script() throws lost if the host stops sending output', async (t) => {
  const connection = await (await scene(t, { behave: () => undefined })).connect()
  await refused(t, 'lost', connection.script('x', { silence: 100 }))
})

test.serial('script() does not throw lost while the host sends output', async (t) => {
  const connection = await (await scene(t)).connect()
  const { status } = await connection.script('for i in 1 2 3 4 5 6 7 8; do echo $i; sleep 0.5; done', {
    silence: 3_000,
  })
  t.is(status, 0)
})

test.serial('script() bounds a flood of output', async (t) => {
  const connection = await (await scene(t)).connect()
  const { status, stdout, truncated } = await connection.script(
    'echo begin; head -c 40000000 /dev/zero; echo end; head -c 3000000 /dev/zero >&2',
  )
  t.is(status, 0)
  t.true(truncated)
  t.true(stdout.length < 16 * 1024 * 1024 + 100)
  t.true(stdout.startsWith('begin\n') && stdout.endsWith('end\n'))
})

test.serial('script() throws lost after close()', async (t) => {
  const connection = await (await scene(t)).connect()
  connection.close()
  connection.close()
  await refused(t, 'lost', connection.script('x'))
})

// Host keys

test.serial('connect() refuses an unknown key and shows how to add it', async (t) => {
  const { connect, server, knownHosts } = await scene(t, {}, { knownHosts: () => '' })
  const error = await refused(t, 'host_key', connect())
  t.regex(error.message, /ssh-ed25519 SHA256:[A-Za-z0-9+/]{43} is not known/)
  t.true(error.hint?.includes(`ssh-keyscan -p ${server.port} -t ed25519 127.0.0.1 >> ${knownHosts}`))
  t.is(server.logins, 0)
  t.is(readFileSync(knownHosts, 'utf8'), '')
})

test.serial('connect() adds an unknown key once, if that is allowed', async (t) => {
  const remarks: string[] = []
  const { connect, server, knownHosts } = await scene(
    t,
    {},
    { knownHosts: () => '# none yet', acceptNewHostKeys: true, remark: (one) => remarks.push(one) },
  )
  await Promise.all([connect(), connect(), connect()])
  t.is(readFileSync(knownHosts, 'utf8'), `# none yet\n[127.0.0.1]:${server.port} ${server.publicKey}\n`)
  t.is(remarks.length, 1)
})

test.serial('connect() hashes the name of a new host if the ssh_config says so', async (t) => {
  const { connect, server, knownHosts, folder } = await scene(t, {}, { knownHosts: () => '', acceptNewHostKeys: true })
  const config = readFileSync(join(folder, 'config'), 'utf8')
  writeFileSync(join(folder, 'config'), `${config}  HashKnownHosts yes\n`)
  await connect()
  const line = readFileSync(knownHosts, 'utf8')
  t.regex(line, /^\|1\|[A-Za-z0-9+/]{27}=\|[A-Za-z0-9+/]{27}= ssh-ed25519 \S+\n$/)
  t.is(judge(parseKnownHosts(line, knownHosts), '127.0.0.1', server.port, keyOf(server)).kind, 'known')
})

function keyOf({ publicKey }: Server): Buffer {
  return Buffer.from(publicKey.split(' ')[1] ?? '', 'base64')
}

test.serial('connect() offers an unknown key to its caller, who can accept it for another login', async (t) => {
  const offered: UnknownHostKey[] = []
  const onUnknownHostKey = (key: UnknownHostKey) => offered.push(key)
  const { connect, server, knownHosts } = await scene(t, {}, { knownHosts: () => '', onUnknownHostKey })
  await refused(t, 'host_key', connect())
  t.is(readFileSync(knownHosts, 'utf8'), '')
  const [key] = offered
  t.like(key, { host: 'lb1', address: '127.0.0.1', type: 'ssh-ed25519', file: knownHosts })
  t.regex(key?.fingerprint ?? '', /^SHA256:/)
  key?.accept()
  t.is(readFileSync(knownHosts, 'utf8'), `[127.0.0.1]:${server.port} ${server.publicKey}\n`)
  await t.notThrowsAsync(connect())
  t.is(offered.length, 1)
})

for (const acceptNewHostKeys of [false, true])
  test.serial(`connect() refuses a changed key, accepting new ones: ${acceptNewHostKeys}`, async (t) => {
    const knownHosts = ({ port }: Server) => `\n[127.0.0.1]:${port} ${newKey().public}\n`
    const { connect, server, knownHosts: file } = await scene(t, {}, { knownHosts, acceptNewHostKeys })
    const error = await refused(t, 'host_key', connect())
    t.true(error.message.includes(`${file}:2`))
    t.is(server.logins, 0)
  })

test.serial('connect() requests the type of key that known_hosts has for the host', async (t) => {
  const rsa = newKey('rsa')
  const { connect } = await scene(t, { hostKey: rsa.private })
  t.is((await (await connect()).script('echo in')).stdout, 'in\n')
})

for (const [what, algorithms, kind, keyword] of [
  ['a key exchange with SHA-1', { kex: ['diffie-hellman-group14-sha1'] }, 'key exchange', 'KexAlgorithms'],
  ['MACs with SHA-1', { hmac: ['hmac-sha1'], cipher: ['aes128-ctr'] }, 'MAC', 'MACs'],
  ['CBC', { cipher: ['aes128-cbc'] }, 'cipher', 'Ciphers'],
] as const)
  test.serial(`connect() refuses a host that offers only ${what}, and lists what both have`, async (t) => {
    const { connect, server } = await scene(t, { algorithms: algorithms as ServerOptions['algorithms'] & object })
    const error = await refused(t, 'unsupported', connect())
    const [offered] = Object.values(algorithms)
    const start = `Cannot log in to lb1: it offers no ${kind} that evenkeel has. It offers ${offered?.[0]}`
    t.true(error.message.startsWith(start), error.message)
    t.regex(error.message, /; evenkeel has \S+, \S+/)
    t.true(error.hint?.includes(keyword))
    t.is(server.logins, 0)
  })

test.serial('connect() refuses a host key that signs with SHA-1 only', async (t) => {
  const rsa = newKey('rsa')
  const { connect } = await scene(t, { hostKey: rsa.private, algorithms: { serverHostKey: ['ssh-rsa'] } })
  await refused(t, 'unsupported', connect())
})

// Logins

test.serial('connect() reports which keys were not accepted', async (t) => {
  const { connect, folder } = await scene(t, { authorized: Buffer.from('another') })
  writeFileSync(join(folder, 'config'), `${readFileSync(join(folder, 'config'), 'utf8')}  IdentityFile /none/such\n`)
  const error = await refused(t, 'authentication', connect())
  t.regex(error.message, /\/none\/such cannot be read/)
})

test.serial('connect() tries no password without askPassword, and names it', async (t) => {
  const { connect } = await scene(t, { password: 'right horse' }, { ask: typed('right horse') })
  const { message } = await refused(t, 'authentication', connect())
  t.regex(message, /it does not accept the key \S+; it accepts passwords, which --ask-password asks for$/)
})

test.serial('connect() says that a password is wrong', async (t) => {
  const { connect } = await scene(t, { password: 'right horse' }, { ask: typed('wrong horse'), askPassword: true })
  const { message, hint } = await refused(t, 'authentication', connect())
  t.is(message, 'Cannot log in to lb1 as root: it does not accept the password')
  t.regex(hint ?? '', /^To be asked again, run the command once more\. .*`identity_file`/)
})

test.serial('connect() logs in by password with askPassword, and asks once', async (t) => {
  let asked = 0
  const ask = async () => {
    asked++
    return new Secret('right horse', 'typed')
  }
  const { connect } = await scene(t, { password: 'right horse' }, { ask, askPassword: true })
  await Promise.all([connect(), connect(), connect()])
  t.is(asked, 1)
})

test.serial('connect() does not count the time in which the user types', async (t) => {
  const ask = async () => {
    await new Promise((resolve) => setTimeout(resolve, 8_500))
    return new Secret('right horse', 'typed')
  }
  const { connect } = await scene(t, { password: 'right horse' }, { ask, askPassword: true, connectDeadline: 8_000 })
  t.is((await connect()).host, 'lb1')
})

// Hosts that cannot be reached

test.serial('connect() reports a port on which nothing listens', async (t) => {
  const { connect, server } = await scene(t)
  server.close()
  const error = await refused(t, 'unreachable', connect())
  t.regex(error.message, /nothing listens there/)
})

for (const [what, greet] of [
  ['sends nothing', () => undefined],
  ['sends its version and no more', (socket: Socket) => socket.write('SSH-2.0-OpenSSH_9.2\r\n')],
  ['sends text without a line end', (socket: Socket) => socket.write('x'.repeat(1000))],
] as const)
  test.serial(`connect() gives up on a host that ${what}`, async (t) => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined)
      greet(socket)
      t.teardown(() => socket.destroy())
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    t.teardown(() => server.close())
    const { port } = server.address() as { port: number }
    const { config } = clientFolder('')
    const connect = connector({ sshConfig: config, connectDeadline: 300 })
    await refused(t, 'unreachable', connect({ name: 'lb1', address: '127.0.0.1', port }))
  })

for (const [what, answer, message] of [
  ['closes the connection', '', 'it closed the connection before it said its version'],
  ['is no SSH server', 'HTTP/1.1 400 Bad Request\r\n\r\n', 'it says "HTTP/1.1 400 Bad Request"'],
  ['has no room', 'Exceeded MaxStartups\r\n', 'it says "Exceeded MaxStartups"'],
] as const)
  test.serial(`connect() reports a host that ${what}`, async (t) => {
    const server = createServer((socket) => socket.end(answer))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    t.teardown(() => server.close())
    const { port } = server.address() as { port: number }
    const { config } = clientFolder('')
    const login = connector({ sshConfig: config })({ name: 'lb1', address: '127.0.0.1', port })
    t.is((await refused(t, 'unreachable', login)).message, `Cannot reach lb1 at 127.0.0.1:${port}: ${message}`)
  })

test.serial('connect() tries again at a host that drops connections', async (t) => {
  const { connect, server } = await scene(t)
  let dropped = 0
  const full = createServer((socket) => {
    if (dropped++ < 2) socket.destroy()
    else socket.pipe(createConnection(server.port, '127.0.0.1')).pipe(socket)
  })
  await new Promise<void>((resolve) => full.listen(0, '127.0.0.1', resolve))
  t.teardown(() => full.close())
  const { port } = full.address() as { port: number }
  const error = await refused(t, 'host_key', connect({ port }))
  t.regex(error.message, /is not known/)
  t.is(dropped, 3)
})

test.serial(
  'connect() refuses a second name of a machine before it logs in, and takes the first one again',
  async (t) => {
    const { connect } = await scene(t)
    await connect()
    await connect()
    const error = await t.throwsAsync<EvenkeelError>(connect({ name: 'lb2' }))
    t.is(error?.code, 'unsupported')
    t.regex(error?.message ?? '', /^Cannot use lb2 beside lb1: both are 127\.0\.0\.1:\d+$/)
  },
)

// Jump hosts

/** A host behind a jump host, and a connector with the keys of both in known_hosts. */
async function behindGate(t: ExecutionContext, options: ConnectorOptions = {}, gateOptions: ServerOptions = {}) {
  const [host, gate] = await Promise.all([startServer({ behave: obey }), startServer(gateOptions)])
  t.teardown(() => host.close())
  t.teardown(() => gate.close())
  const known = [host, gate].map(({ port, publicKey }) => `[127.0.0.1]:${port} ${publicKey}\n`)
  const { config } = clientFolder(
    known.join(''),
    `Host lb1\n  HostName 127.0.0.1\n  ProxyJump 127.0.0.1:${gate.port}\n`,
  )
  const connect = connector({ sshConfig: config, ...options })
  const target = { name: 'lb1', address: '127.0.0.1', port: host.port }
  return { host, gate, connect: (more: Partial<HostTarget> = {}) => connect({ ...target, ...more }) }
}

test.serial(
  'connect() shares the login on a jump host, and closes it with the last connection through it',
  async (t) => {
    const { promise: gateLeft, resolve } = Promise.withResolvers<void>()
    const onConnection: ServerOptions['onConnection'] = (connection) => connection.on('close', () => resolve())
    const { host, gate, connect } = await behindGate(t, {}, { onConnection })
    const [one, other] = await Promise.all([connect(), connect()])
    t.deepEqual([host.logins, gate.logins], [2, 1])
    one?.close()
    t.is((await other?.script('echo in'))?.stdout, 'in\n')
    other?.close()
    await gateLeft
    const again = await connect()
    t.is(gate.logins, 2)
    again.close()
  },
)

test.serial('connect() verifies and uses every jump host of a chain', async (t) => {
  const { host, gate, connect } = await behindGate(t)
  const hop = `127.0.0.1:${gate.port}`
  const connection = await connect({ jump: `${hop},${hop}` })
  t.is((await connection.script('echo in')).stdout, 'in\n')
  t.deepEqual([host.logins, gate.logins], [1, 2])
  connection.close()
})

test.serial('connect() finds a jump host by its name in the inventory', async (t) => {
  const { gate, connect } = await behindGate(t)
  const hop = { name: 'gate', address: '127.0.0.1', port: gate.port, user: 'root' }
  const connection = await connect({ jump: 'gate', hops: [hop] })
  t.is((await connection.script('echo in')).stdout, 'in\n')
  t.is(gate.logins, 1)
  connection.close()
})

test.serial('connect() finds a jump host by its name beside a user and a port', async (t) => {
  const { gate, connect } = await behindGate(t)
  const hop = { name: 'gate', address: '127.0.0.1', port: 1, user: 'nobody' }
  const connection = await connect({ jump: `root@gate:${gate.port}`, hops: [hop] })
  t.is((await connection.script('echo in')).stdout, 'in\n')
  connection.close()
})

test.serial('connect() says how to go on without a host whose jump host is down', async (t) => {
  const { gate, connect } = await behindGate(t)
  gate.close()
  const error = await refused(t, 'unreachable', connect())
  t.regex(error.message, /^Cannot reach lb1 through 127\.0\.0\.1:\d+: .*nothing listens there/)
  t.regex(error.hint ?? '', /^Does sshd run there, .* To continue without this host, add --limit '!lb1'\.$/)
})

test.serial('connect() refuses a jump host with an unknown key, and names the host behind it', async (t) => {
  const { connect } = await behindGate(t)
  const other = await startServer()
  t.teardown(() => other.close())
  const error = await refused(t, 'host_key', connect({ jump: `127.0.0.1:${other.port}` }))
  t.regex(error.message, /^Cannot reach lb1 through 127\.0\.0\.1:\d+: Cannot trust 127\.0\.0\.1/)
})

test.serial('connect() reports a host that its jump host cannot reach', async (t) => {
  const { host, connect } = await behindGate(t)
  host.close()
  const error = await refused(t, 'unreachable', connect())
  t.regex(error.message, /through 127/)
})

test.serial('connect() refuses jump hosts that form a circle', async (t) => {
  const hops = [
    { name: 'a', address: 'a', jump: 'b' },
    { name: 'b', address: 'b', jump: 'a' },
  ]
  const { connect } = await behindGate(t)
  await refused(t, 'input', connect({ jump: 'a', hops }))
})

// Becoming root

test.serial('script() refuses a login that is not root if become is not set', async (t) => {
  const connection = await (await scene(t)).connect({ user: 'anna' })
  await refused(t, 'privilege', connection.script('id'))
  t.is(connection.commands, 0)
})

test.serial('script() runs as the login user if become is false', async (t) => {
  const connection = await (await scene(t)).connect({ user: 'anna', become: false })
  t.is((await connection.script('echo in')).stdout, 'in\n')
})

/** Behaves as sudo 1.9 with a password, or without one if it is undefined. */
function sudo(password: string | undefined, said: string[] = []): Behaviour {
  return (line, channel) => {
    const marker = /evenkeel-started-[0-9a-f]+/.exec(line)?.[0] ?? ''
    const prompt = /evenkeel-password-[0-9a-f]+:/.exec(line)?.[0]
    const run = () => {
      channel.stderr.write(`${marker}\n`)
      channel.on('data', (chunk: Buffer) => said.push(chunk.toString()))
      channel.on('end', () => finish(channel, 0))
    }
    if (password === undefined) return run()
    if (prompt === undefined) {
      channel.stderr.write('sudo: a password is required\n')
      return finish(channel, 1)
    }
    channel.stderr.write(prompt)
    channel.once('data', (chunk: Buffer) => {
      if (chunk.toString() === `${password}\n`) return run()
      channel.stderr.write(`Sorry, try again.\n${prompt}`)
      channel.on('end', () => finish(channel, 1))
    })
  }
}

test.serial('script() sends one command if sudo needs no password', async (t) => {
  const said: string[] = []
  const { connect } = await scene(t, { behave: sudo(undefined, said) })
  const connection = await connect({ user: 'anna', become: true })
  t.like(await connection.script('echo'), { status: 0, stderr: '' })
  t.is(connection.commands, 1)
  t.deepEqual(said, ['echo'])
})

test.serial('script() sends the password when sudo has asked for it, then the script', async (t) => {
  const said: string[] = []
  const asked: string[] = []
  const ask = async ({ prompt }: { prompt: string }) => {
    asked.push(prompt)
    return new Secret('right horse', 'typed')
  }
  const { connect } = await scene(t, { behave: sudo('right horse', said) }, { ask })
  const connection = await connect({ user: 'anna', become: true })
  await Promise.all([connection.script('one'), connection.script('two')])
  await connection.command(sh`cat`, { input: chunks(1, 5) })
  t.deepEqual(said.toSorted(), ['one', 'two', 'xxxxx'])
  t.deepEqual(asked, ['Password of anna for sudo, on lb1 and on hosts that ask for it later'])
  t.is(connection.commands, 4)
})

test.serial('script() asks once more after a wrong password, and then no more', async (t) => {
  const { connect } = await scene(t, { behave: sudo('right horse') }, { ask: typed('wrong') })
  const connection = await connect({ user: 'anna', become: true })
  const error = await refused(t, 'privilege', connection.script('echo'))
  t.regex(error.message, /the password is wrong/)
  t.is(error.hint, 'To be asked again, run the command once more.')
  await refused(t, 'privilege', connection.script('echo'))
  t.is(connection.commands, 3)
})

test.serial('script() reports that there is no terminal to ask for the password', async (t) => {
  const { connect } = await scene(t, { behave: sudo('right horse') })
  const error = await refused(t, 'privilege', (await connect({ user: 'anna', become: true })).script('echo'))
  t.regex(error.hint ?? '', /NOPASSWD/)
})

for (const said of [
  'anna is not in the sudoers file.\n',
  'sudo: sorry, you must have a tty to run sudo\n',
  "Sorry, user anna is not allowed to execute '/usr/bin/env' as root on lb1.\n",
  'sh: 1: exec: sudo: not found\n',
])
  test.serial(`script() quotes sudo: ${said.trim()}`, async (t) => {
    const behave: Behaviour = (_line, channel) => {
      channel.stderr.write(`\u001b[31m${said}`)
      finish(channel, 1)
    }
    const { connect } = await scene(t, { behave }, { ask: typed('right horse') })
    const error = await refused(t, 'privilege', (await connect({ user: 'anna', become: true })).script('echo'))
    t.true(error.message.endsWith(`sudo printed: ${said.trim()}`))
  })

test.serial('script() does not mistake a failure of the script for a refusal of sudo', async (t) => {
  const behave: Behaviour = (line, channel) => {
    channel.stderr.write(`${/evenkeel-started-[0-9a-f]+/.exec(line)?.[0]}\nsudo: a password is required\n`)
    finish(channel, 1)
  }
  const { connect } = await scene(t, { behave }, { ask: typed('right horse') })
  const connection = await connect({ user: 'anna', become: true })
  t.like(await connection.script('sudo -n true'), { status: 1, stderr: 'sudo: a password is required\n' })
  t.is(connection.commands, 1)
})
