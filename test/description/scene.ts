import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import type { ExecutionContext } from 'ava'
import { loadAssignment } from '../../cli/description/assignment.ts'
import type { Assignment, Description } from '../../engine/description.ts'
import type { EvenkeelError } from '../../engine/errors/error.ts'
import { errorsOf } from '../../engine/errors/source.ts'
import type { Facts } from '../../engine/facts.ts'
import { debian12 } from '../support/facts.ts'

/** Contents by path, relative to the test's folder. */
export type Files = Readonly<Record<string, string | Uint8Array>>

export const INVENTORY = `all:
  vars: { user: root, tier: shop }
  children:
    directors:
      hosts:
        lb1: { host: 10.77.0.11, priority: 100 }
        lb2: { host: 10.77.0.12, priority: 90 }
    real_servers:
      vars: { weight: 1 }
      hosts:
        web1: { host: 10.77.0.21 }
        web2: { host: 10.77.0.22, weight: 2 }
    clients:
      hosts:
        client1: { host: 10.77.0.31 }
`

/** Writes files into a folder that is deleted after the test. */
export async function sceneOf(t: ExecutionContext, files: Files): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'evenkeel-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  for (const [name, content] of Object.entries({ 'inventory.yml': INVENTORY, ...files })) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), content, { mode: name.endsWith('.sh') ? 0o755 : 0o644 })
  }
  return folder
}

/** The assignment of `site.yml` and `inventory.yml`. */
export async function assignmentOf(
  t: ExecutionContext,
  files: Files,
  more: { readonly limit?: string; readonly extraVariables?: readonly string[] } = {},
): Promise<Assignment> {
  const folder = await sceneOf(t, files)
  const paths = { playbook: join(folder, 'site.yml'), inventory: join(folder, 'inventory.yml') }
  return await loadAssignment({ ...paths, ...more }).catch((thrown: unknown) => {
    throw new Refusal(problemsOf(thrown, folder), { cause: thrown })
  })
}

/** Errors, each as `code file:line:column message`, with files relative to the scene. */
export class Refusal extends Error {
  readonly problems: readonly string[]

  constructor(problems: readonly string[], options?: ErrorOptions) {
    super(problems.join('\n'), options)
    this.problems = problems
  }
}

export function problemsOf(thrown: unknown, folder: string): readonly string[] {
  return errorsOf(thrown).map((error) => problemOf(error, folder))
}

function problemOf({ code, where, message }: EvenkeelError, folder: string): string {
  const place = where === undefined ? '' : ` ${relative(folder, where.file)}:${where.line}:${where.column}`
  return `${code}${place} ${message.replaceAll(`${folder}/`, '')}`
}

/** Facts of a Debian 12 host with one address. */
export function factsOf(hostname: string): Facts {
  return { ...debian12, hostname, ipvsSchedulers: ['rr', 'wrr'] }
}

export function describe(assignment: Assignment): Description {
  const connected = [...assignment.targets, ...assignment.clients]
  return assignment.describe(new Map(connected.map(({ name }) => [name, factsOf(name)])))
}
