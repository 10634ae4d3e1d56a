import { generateKeyPairSync } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import ssh2, { type AuthContext, type Connection, type ServerChannel } from 'ssh2'
import { temporaryFolder } from './temporary-folder.ts'

/** Handles a command: gets the line that was sent, and the channel to answer on. */
export type Behaviour = (line: string, channel: ServerChannel, connection: Connection) => void

export interface ServerOptions {
  readonly behave?: Behaviour
  /** Private key of the host. Default: a new ed25519 key. */
  readonly hostKey?: string
  readonly algorithms?: ssh2.Algorithms
  readonly password?: string
  /** Accepts only this key. */
  readonly authorized?: Buffer
  /** The maximum number of open channels, as sshd's MaxSessions. */
  readonly sessions?: number
  readonly onConnection?: (connection: Connection) => void
}

export interface Server {
  readonly port: number
  readonly publicKey: string
  readonly logins: number
  close(): void
}

/** A new private key in a form that the SSH library reads. */
export function newKey(type: 'ed25519' | 'rsa' = 'ed25519'): { private: string; public: string } {
  if (type === 'ed25519') return newEd25519Key()
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const pem = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString()
  const parsed = ssh2.utils.parseKey(pem) as ssh2.ParsedKey
  return { private: pem, public: `ssh-rsa ${parsed.getPublicSSH().toString('base64')}` }
}

/** Makes another key if it is broken: so is one in about 300 keys of the library, for OpenSSH as well. */
export function newEd25519Key(passphrase = ''): { private: string; public: string } {
  const keys =
    passphrase === ''
      ? ssh2.utils.generateKeyPairSync('ed25519')
      : ssh2.utils.generateKeyPairSync('ed25519', { passphrase, cipher: 'aes256-ctr', rounds: 4 })
  if (ssh2.utils.parseKey(keys.private, passphrase) instanceof Error) return newEd25519Key(passphrase)
  return { private: keys.private, public: keys.public.split(' ').slice(0, 2).join(' ') }
}

/** An SSH server in this process, on 127.0.0.1, whose behaviour the test chooses. */
export async function startServer(options: ServerOptions = {}): Promise<Server> {
  const hostKey = options.hostKey ?? newKey().private
  const connections = new Set<Connection>()
  let logins = 0
  const { algorithms } = options
  const server = new ssh2.Server({ hostKeys: [hostKey], ...(algorithms && { algorithms }) }, (connection) => {
    connections.add(connection)
    options.onConnection?.(connection)
    connection.on('error', () => undefined)
    connection.on('close', () => connections.delete(connection))
    connection.on('authentication', (context) =>
      admits(options, context) ? context.accept() : context.reject(['publickey', 'password']),
    )
    connection.on('ready', () => logins++)
    connection.on('tcpip', (accept, reject, { destIP, destPort }) => {
      const socket = connect(destPort, destIP)
      socket.once('error', () => reject())
      socket.once('connect', () => {
        const channel = accept()
        channel.on('error', () => undefined)
        channel.pipe(socket).pipe(channel)
        channel.on('close', () => socket.destroy())
        socket.removeAllListeners('error').on('error', () => channel.end())
      })
    })
    let open = 0
    connection.on('session', (accept, reject) => {
      if (open === options.sessions) return reject()
      open++
      const session = accept().on('close', () => open--)
      session.on('exec', (acceptExec, _reject, { command }) => {
        options.behave?.(command, acceptExec(), connection)
      })
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const parsed = ssh2.utils.parseKey(hostKey) as ssh2.ParsedKey
  return {
    port: (server.address() as { port: number }).port,
    publicKey: `${parsed.type} ${parsed.getPublicSSH().toString('base64')}`,
    get logins() {
      return logins
    },
    close() {
      server.close()
      for (const connection of connections) connection.end()
    },
  }
}

function admits({ password, authorized }: ServerOptions, context: AuthContext): boolean {
  if (context.method === 'password') return password !== undefined && context.password === password
  if (context.method !== 'publickey') return false
  return authorized === undefined ? password === undefined : context.key.data.equals(authorized)
}

/** A folder with a client's key and known_hosts, and an ssh_config that uses these and no files of this machine. */
export function clientFolder(knownHosts: string, more = ''): { folder: string; config: string; knownHosts: string } {
  const folder = temporaryFolder('host')
  const known = join(folder, 'known_hosts')
  writeFileSync(known, knownHosts)
  writeFileSync(join(folder, 'id'), newKey().private, { mode: 0o600 })
  const config = join(folder, 'config')
  writeFileSync(
    config,
    `${more}\nHost *\n  User root\n  IdentityFile ${folder}/id\n  IdentityAgent none\n  UserKnownHostsFile ${known}\n  GlobalKnownHostsFile none\n`,
  )
  return { folder, config, knownHosts: known }
}
