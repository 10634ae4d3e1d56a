import { existsSync, globSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** A ready playbook: paths of its files. */
export interface Topology {
  readonly name: string
  readonly playbook: string
  readonly inventory: string
  /** Of its page in the reference. */
  readonly page: string
}

/** All of them. One without an inventory of its own is written for that of the lab. */
export function topologies(): readonly Topology[] {
  const names = globSync('*.yml', { cwd: join(ROOT, 'playbooks') }).map((path) => basename(path, '.yml'))
  return names.sort().map((name) => {
    const own = join(ROOT, 'inventory', `${name}.yml`)
    return {
      name,
      playbook: join(ROOT, 'playbooks', `${name}.yml`),
      inventory: existsSync(own) ? own : join(ROOT, 'inventory/lab.yml'),
      page: join(ROOT, 'docs/topologies', `${name}.md`),
    }
  })
}
