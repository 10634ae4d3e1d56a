import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { quote } from '../../engine/shell.ts'
import type { ProviderName } from '../../lab/provider.ts'
import { snapshotScript } from '../../lab/snapshot.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

export interface Answer {
  readonly status: number
  readonly stdout: string
  readonly stderr: string
}

/** The lab of one inventory, controlled by the commands of the README. */
export class Cluster {
  readonly inventory: string
  readonly #provider: ProviderName
  readonly #prefix: readonly string[]

  /**
   * `inventory` is a path within the repository. A cluster without IPVS lives in containers, at the machine's full speed; power
   * cuts, and what a kernel of its own does, need UML. The words of `prefix` stand before each command on this machine.
   */
  constructor(inventory: string, provider: ProviderName = 'uml', prefix: readonly string[] = []) {
    this.inventory = inventory
    this.#provider = provider
    this.#prefix = prefix
  }

  /** Runs `evenkeel WORDS -i INVENTORY` in the lab's network. */
  evenkeel(...words: string[]): Promise<Answer> {
    return this.controller('bin/evenkeel', ...words, '-i', this.inventory)
  }

  /** Runs a command in the lab's network. */
  controller(...words: string[]): Promise<Answer> {
    return this.here('bin/evenkeel', 'lab', 'exec', '-i', this.inventory, '--', ...words)
  }

  /** Runs a command on this machine, outside the lab. */
  here(...words: string[]): Promise<Answer> {
    const [program = '', ...parameters] = [...this.#prefix, ...words]
    return run(program, ...parameters)
  }

  /** Runs a script as root on a host, over plain ssh and without evenkeel. Throws if it fails. */
  async on(host: string, script: string): Promise<string> {
    const answer = await this.tryOn(host, script)
    if (answer.status !== 0)
      throw new Error(`${host}: status ${answer.status}\n${script}\n${answer.stdout}${answer.stderr}`)
    return answer.stdout
  }

  tryOn(host: string, script: string): Promise<Answer> {
    const command = `sudo -n sh -c ${quote(script)}`
    return this.controller('sh', '-c', SSH, 'ssh', host, command)
  }

  /** Runs `evenkeel lab WORDS -i INVENTORY`, outside the lab. */
  async lab(...words: string[]): Promise<void> {
    const provider = words[0] === 'up' ? ['--provider', this.#provider] : []
    const answer = await this.here('bin/evenkeel', 'lab', ...words, ...provider, '-i', this.inventory)
    if (answer.status !== 0) throw new Error(`lab ${words.join(' ')}: ${answer.stdout}${answer.stderr}`)
  }

  /** Everything on a host that a run may change, see lab/snapshot.sh. */
  async snapshot(host: string): Promise<string[]> {
    return (await this.on(host, await snapshotScript())).split('\n')
  }

  snapshots(hosts: readonly string[]): Promise<string[][]> {
    return Promise.all(hosts.map((host) => this.snapshot(host)))
  }
}

/** Ends within two minutes after the host's power or network is cut. */
const SSH = 'exec ssh -F "$EVENKEEL_SSH_CONFIG" -o ServerAliveInterval=20 -o ServerAliveCountMax=6 "$1" "$2"'

/** Runs a command in the repository's folder. Does not throw if it fails. */
export function run(command: string, ...parameters: string[]): Promise<Answer> {
  return new Promise((resolve) => {
    execFile(command, parameters, { cwd: ROOT, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      resolve({ status: error === null ? 0 : Number(error.code ?? 255), stdout, stderr })
    })
  })
}
