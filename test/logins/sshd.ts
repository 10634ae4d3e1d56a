import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ExecutionContext } from 'ava'
import { runProgram } from '../../lab/command.ts'
import { requireRoot } from '../../lab/local/requirements.ts'
import { debianRoot } from '../support/debian-root.ts'

const ENTER = fileURLToPath(new URL('enter.sh', import.meta.url))

/** Debian 13 has OpenSSH 10, which prefers ML-KEM. */
async function root(say: (line: string) => void): Promise<string> {
  return debianRoot({ purpose: 'logins', suite: 'trixie', packages: ['openssh-server', 'opendoas', 'sudo'] }, say)
}

/** For `test.before`. */
export async function ensureRoot(t: ExecutionContext): Promise<void> {
  requireRoot()
  await root((line) => t.log(line))
}

export interface SshdOptions {
  /** Lines of its configuration, before those that all have. PORT is its port. */
  readonly config?: string
  /** More files, by their path on the host. */
  readonly files?: Readonly<Record<string, string>>
  /** Run before sshd starts. */
  readonly script?: string
}

/** OpenSSH's server on 127.0.0.1, and the files of a client beside it. It ends with the test. */
export class Sshd {
  readonly port: number
  /** The client's files. */
  readonly folder: string
  readonly #host: string
  #server: ChildProcess | undefined

  private constructor(port: number, host: string) {
    this.port = port
    this.#host = host
    this.folder = join(host, 'client')
  }

  /**
   * The accounts are root and anna; both accept the key in `client/id`, and anna has the password "right horse".
   * @param prepare makes keys and files of the client that the server needs
   */
  static async start(
    t: ExecutionContext,
    prepare: (sshd: Sshd) => Promise<SshdOptions> = async () => ({}),
  ): Promise<Sshd> {
    const host = mkdtempSync(join(tmpdir(), 'evenkeel-sshd-'))
    for (const part of ['root', 'work', 'upper', 'client']) mkdirSync(join(host, part))
    chmodSync(host, 0o755)
    const sshd = new Sshd(await freePort(), host)
    await sshd.key('id')
    await sshd.key('host')
    t.teardown(() => sshd.stop())
    await sshd.#start(await prepare(sshd))
    return sshd
  }

  async #start({ config = '', files = {}, script = '' }: SshdOptions): Promise<void> {
    const authorized = this.read('id.pub')
    this.#write(
      'etc/ssh/sshd_test',
      `${config.replaceAll('PORT', `${this.port}`)}\n${ALL}ListenAddress 127.0.0.1:${this.port}\n`,
    )
    this.#write('etc/ssh/host', this.read('host'), 0o600)
    this.#write('etc/ssh/keys', authorized)
    for (const [path, text] of Object.entries(files))
      this.#write(path, text, text.includes('PRIVATE KEY') ? 0o600 : 0o644)
    this.#write('start', `${ACCOUNTS}\n${script}\nexec /usr/sbin/sshd -D -e -f /etc/ssh/sshd_test`)
    const own = ['--mount', '--pid', '--uts', '--fork', '--kill-child']
    const server = spawn('unshare', [...own, 'sh', ENTER, await root(() => {}), this.#host, 'start'], {
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    this.#server = server
    let said = ''
    const listens = Promise.withResolvers<void>()
    server.stderr?.on('data', (chunk) => {
      said += chunk
      if (said.includes('Server listening')) listens.resolve()
    })
    server.on('exit', () => listens.reject(new Error(`sshd does not start: ${said}`)))
    await listens.promise
  }

  /** A path of the client's. */
  path(name: string): string {
    return join(this.folder, name)
  }

  /** Writes a file of the client's, and returns its path. */
  file(name: string, text: string): string {
    writeFileSync(this.path(name), text, { mode: 0o600 })
    return this.path(name)
  }

  /** A new key of the client's; returns its public half. */
  async key(name: string, type = 'ed25519', passphrase = ''): Promise<string> {
    await runProgram('ssh-keygen', ['-q', '-t', type, '-N', passphrase, '-C', name, '-f', this.path(name)])
    return this.read(`${name}.pub`).trim()
  }

  /** Signs a key; the certificate stands beside it. */
  async sign(authority: string, name: string, ...options: readonly string[]): Promise<void> {
    const words = ['-q', '-s', this.path(authority), '-I', name, ...options]
    await runProgram('ssh-keygen', [...words, this.path(`${name}.pub`)])
  }

  read(name: string): string {
    return readFileSync(this.path(name), 'utf8')
  }

  /** The line of the host's own key in known_hosts. */
  get known(): string {
    return `[127.0.0.1]:${this.port} ${this.read('host.pub')}`
  }

  /** An ssh_config with these lines, and with nothing of this machine. */
  config(lines = '', knownHosts = this.known): string {
    const known = this.file('known_hosts', knownHosts)
    const rest = ['User root', `IdentityFile ${this.path('id')}`, 'IdentityAgent none', `UserKnownHostsFile ${known}`]
    return this.file('config', `${lines}\nHost *\n  ${[...rest, 'GlobalKnownHostsFile none'].join('\n  ')}\n`)
  }

  #write(path: string, text: string, mode = 0o644): void {
    const whole = join(this.#host, 'upper', path)
    mkdirSync(dirname(whole), { recursive: true })
    writeFileSync(whole, text, { mode })
  }

  async stop(): Promise<void> {
    const server = this.#server
    if (server?.exitCode === null) {
      const gone = once(server, 'exit')
      server.kill('SIGKILL')
      await gone
    }
    rmSync(this.#host, { recursive: true, force: true })
  }
}

const ALL = `
HostKey /etc/ssh/host
AuthorizedKeysFile /etc/ssh/keys
PermitRootLogin yes
StrictModes no
UsePAM no
LogLevel VERBOSE
`

const ACCOUNTS = `
mkdir -p /run/sshd
useradd --create-home --shell /bin/sh anna
echo 'anna:right horse' | chpasswd
`

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  await new Promise((resolve) => server.close(resolve))
  return port
}
