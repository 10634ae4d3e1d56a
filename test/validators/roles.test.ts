import { globSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import test from 'ava'
import type { Role } from '../../roles/contract.ts'
import { contextOf, type Host, lb1, lb2, web1, web2 } from '../roles/hosts.ts'
import { judge } from './judge.ts'
import { ensureRoots, RELEASES } from './root.ts'

/** Vars of a playbook, and the host that gets them, by default lb1. */
interface Example {
  readonly vars: object
  readonly host?: Host
  /** The first release of Debian that can do it; default: all. */
  readonly since?: number
  /** Shell lines that make what is on the host before. */
  readonly prepare?: string
}

const folder = fileURLToPath(new URL('../roles', import.meta.url))
/** Those of databases have root file systems of their own: test/databases/drop-ins.test.ts. */
const roles = globSync('*/examples.ts', { cwd: folder })
  .map((path) => path.split('/')[0] ?? '')
  .filter((name) => name !== 'mysql')

test.before(ensureRoots)

for (const name of roles.sort()) {
  const { examples }: { examples: Readonly<Record<string, Example>> } = await import(`../roles/${name}/examples.ts`)
  const { default: role }: { default: Role<unknown> } = await import(`../../roles/${name}/role.ts`)
  for (const release of RELEASES) {
    const fitting = Object.entries(examples).filter(([, { since = 0 }]) => Number(release.version) >= since)
    for (const [what, { vars, host = lb1, prepare }] of fitting) {
      test(`Debian ${release.version} accepts the files of ${name} without a warning: ${what}`, async (t) => {
        const known = { ...host, facts: { ...host.facts, hostname: host.name, version: release.version } }
        const members = [lb1, lb2].some((one) => one.name === host.name) ? [lb1, lb2] : [web1, web2]
        const context = contextOf(role.vars.parse(vars), known, members)
        const { judged, complaints } = await judge(release, known.facts, role.resources(context), prepare)
        t.deepEqual(complaints, [])
        t.not(judged.length, 0)
      })
    }
  }
}
