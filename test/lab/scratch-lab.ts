import { mkdtempSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import type { ProviderName } from '../../lab/provider.ts'
import { Cluster } from './cluster.ts'

export interface ScratchOptions {
  readonly provider?: ProviderName
  prepare?(): Promise<void>
}

/** The lab of one test file: it boots before the tests, and is deleted after them. */
export class ScratchLab {
  readonly cluster: Cluster
  readonly #folder: string

  /** `prepare` prepares the fresh hosts for the tests. */
  constructor(topic: string, inventory: string, { provider, prepare = async () => {} }: ScratchOptions = {}) {
    this.#folder = mkdtempSync(join(tmpdir(), `evenkeel-${topic}-`))
    this.cluster = new Cluster(join(this.#folder, 'hosts.yml'), { provider })
    test.before(async () => {
      await this.write('hosts.yml', inventory)
      await this.cluster.lab('up')
      await prepare()
    })
    test.after.always(async () => {
      await this.cluster.lab('down')
      await rm(this.#folder, { recursive: true })
    })
  }

  /** Writes a file beside the inventory. Returns its path. */
  async write(name: string, content: string): Promise<string> {
    const path = join(this.#folder, name)
    await writeFile(path, content)
    return path
  }
}
