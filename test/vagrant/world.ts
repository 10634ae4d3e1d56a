import { type ChildProcess, spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const SCRIPT = fileURLToPath(new URL('./world.sh', import.meta.url))

/** Namespaces with a libvirt of the test's own. All processes in them end with it, or with this process. */
export class World {
  /** The words that run a command in it, with Vagrant's and evenkeel's files in its folder. */
  readonly prefix: readonly string[]
  readonly #child: ChildProcess

  private constructor(child: ChildProcess, prefix: readonly string[]) {
    this.#child = child
    this.prefix = prefix
  }

  static async start(folder: string): Promise<World> {
    const words = ['--net', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc', '--', 'sh', SCRIPT, folder]
    const child = spawn('unshare', words, { stdio: ['pipe', 'pipe', 'inherit'] })
    const { value: said } = await createInterface({ input: child.stdout })[Symbol.asyncIterator]().next()
    if (said !== 'ready') throw new Error('libvirt does not start')
    const first = (await readFile(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8')).trim()
    const variables = [`VAGRANT_HOME=${join(folder, 'vagrant')}`, `XDG_STATE_HOME=${join(folder, 'state')}`]
    const enter = ['nsenter', `--target=${first}`, '--net', '--mount', '--pid', '--']
    // A process that enters a mount namespace stands in its root folder.
    return new World(child, [...enter, 'env', '-C', ROOT, ...variables])
  }

  async end(): Promise<void> {
    const ended = new Promise((resolve) => this.#child.once('close', resolve))
    this.#child.stdin?.end()
    await ended
  }
}
