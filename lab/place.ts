import { createHash } from 'node:crypto'
import { existsSync, realpathSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'

/** Paths and names of one inventory's lab. Labs of two inventories share only the images. */
export interface LabPlace {
  /** The inventory's absolute path. */
  readonly inventory: string
  /** Name of the network namespace. */
  readonly namespace: string
  /** The folder with all files of the lab except images. */
  readonly state: string
  readonly sshConfig: string
  readonly knownHosts: string
  /** The private key that logs in on every host. */
  readonly key: string
}

/** Depends only on the inventory's path, so that any later command finds the lab. */
export function labPlace(inventory: string, environment: NodeJS.ProcessEnv = process.env): LabPlace {
  const absolute = existsSync(inventory) ? realpathSync(inventory) : resolve(inventory)
  const id = createHash('sha256').update(absolute).digest('hex').slice(0, 8)
  const state = join(environment.XDG_STATE_HOME || join(homedir(), '.local', 'state'), 'evenkeel', 'labs', id)
  return {
    inventory: absolute,
    namespace: `evenkeel-${id}`,
    state,
    sshConfig: join(state, 'ssh_config'),
    knownHosts: join(state, 'known_hosts'),
    key: join(state, 'id_ed25519'),
  }
}

export function hostFolder(place: LabPlace, host: string): string {
  return join(place.state, 'hosts', host)
}

/** The folder of all images. They are named by the digest of their recipe, and all labs share them. */
export function imagesFolder(environment: NodeJS.ProcessEnv = process.env): string {
  return join(environment.XDG_CACHE_HOME || join(homedir(), '.cache'), 'evenkeel', 'images')
}
