import test, { type ExecutionContext } from 'ava'
import type { Description } from '../../../engine/description.ts'
import { errorsOf } from '../../../engine/errors/source.ts'
import { assignmentOf, Refusal } from '../../description/scene.ts'
import { facts } from '../../roles/hosts.ts'

// What an engineer brings into a playbook out of a tutorial, on its way through loading as a command goes it.

const HEAD = 'name: Out of a tutorial\nplays:\n  - hosts: directors\n'

/** Vars of a role in YAML's flow style, on the sixth line. */
function ofRole(role: string, vars: string): string {
  return `${HEAD}    roles:\n      - role: ${role}\n        vars: ${vars}\n`
}

/** A task in YAML's flow style, on the fifth line. */
function ofTask(task: string): string {
  return `${HEAD}    tasks:\n      - ${task}\n`
}

/** What is written; its part where the error must point; and how that is written today, as the error says it. */
export type Meeting = readonly [written: string, at: string, said: string]

/** Declares a test for every old form: it is an error at its place that names the modern one. */
export function meets(where: string, cases: readonly Meeting[]): void {
  for (const [written, at, said] of cases) {
    test(`${where} meets ${written} with: ${said}`, async (t) => {
      const playbook = playbookOf(where, written)
      const refusal = await t.throwsAsync(assignmentOf(t, { 'site.yml': playbook }), { instanceOf: Refusal })
      const place = placeOf(playbook, at)
      const problems = errorsOf(refusal?.cause).map(
        ({ where, message, hint = '' }) => `${where?.line}:${where?.column} ${message}. ${hint}`,
      )
      const isMet = problems.some((problem) => problem.startsWith(`${place} `) && problem.includes(said))
      t.true(isMet, `${place} … ${said}, but:\n${problems.join('\n')}`)
    })
  }
}

/** Declares a test for everything that only the whole of a role can tell: the plan refuses or warns with these words. */
export function finds(role: string, cases: readonly (readonly [vars: string, level: string, said: string])[]): void {
  for (const [vars, level, said] of cases) {
    test(`${role} answers ${vars} with: ${said}`, async (t) => {
      const { findings } = await described(t, ofRole(role, vars))
      t.true(
        findings.some((one) => one.level === level && one.message.includes(said)),
        findings.map(({ message }) => message).join('\n') || 'nothing is found',
      )
    })
  }
}

/** Declares a test for what only looks like an old form: nothing is refused. */
export function lets(where: string, cases: readonly string[]): void {
  for (const written of cases) {
    test(`${where} lets ${written} pass`, async (t) => {
      const { findings } = await described(t, playbookOf(where, written))
      t.deepEqual(
        findings.filter(({ level }) => level === 'refuse'),
        [],
      )
    })
  }
}

function playbookOf(where: string, written: string): string {
  return where === 'a task' ? ofTask(written) : ofRole(where, written)
}

async function described(t: ExecutionContext, playbook: string): Promise<Description> {
  const assignment = await assignmentOf(t, { 'site.yml': playbook })
  const hosts = [...assignment.targets, ...assignment.clients]
  return assignment.describe(new Map(hosts.map(({ name, address }) => [name, facts(address)])))
}

function placeOf(playbook: string, part: string): string {
  const before = playbook.slice(0, playbook.indexOf(part, HEAD.length)).split('\n')
  return `${before.length}:${(before.at(-1) ?? '').length + 1}`
}
