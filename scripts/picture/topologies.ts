import { existsSync, globSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** The paths of a ready playbook. */
export interface Topology {
  readonly name: string
  readonly playbook: string
  readonly inventory: string
  readonly page: string
}

/** All ready playbooks. One without its own inventory uses that of the lab. */
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
