import test, { type ExecutionContext } from 'ava'
import type { Description } from '../../engine/description.ts'
import { errorsOf } from '../../engine/errors/source.ts'
import { assignmentOf, Refusal } from '../description/scene.ts'
import { facts } from '../roles/hosts.ts'

// Forms that an engineer copies from a tutorial into a playbook, loaded as a command loads them.

const HEAD = 'name: Out of a tutorial\nplays:\n  - hosts: directors\n'

/** Vars of a role in YAML's flow style, on the sixth line. */
function ofRole(role: string, vars: string): string {
  return `${HEAD}    roles:\n      - role: ${role}\n        vars: ${vars}\n`
}

/** A task in YAML's flow style, on the fifth line. */
function ofTask(task: string): string {
  return `${HEAD}    tasks:\n      - ${task}\n`
}

/** The legacy form; the part of it to which the error must point; and the modern form, as in the error. */
export type LegacyForm = readonly [written: string, at: string, message: string]

/** Declares a test for each legacy form: it is refused by an error at its place that names the modern form. */
export function refusesLegacy(where: string, cases: readonly LegacyForm[]): void {
  for (const [written, at, message] of cases) {
    test(`${where} refuses ${written} with: ${message}`, async (t) => {
      const playbook = playbookOf(where, written)
      const refusal = await t.throwsAsync(assignmentOf(t, { 'site.yml': playbook }), { instanceOf: Refusal })
      const place = placeOf(playbook, at)
      const problems = errorsOf(refusal?.cause).map(
        ({ where, message, hint = '' }) => `${where?.line}:${where?.column} ${message}. ${hint}`,
      )
      const isReported = problems.some((problem) => problem.startsWith(`${place} `) && problem.includes(message))
      t.true(isReported, `${place} … ${message}, but:\n${problems.join('\n')}`)
    })
  }
}

/** Declares a test for each finding about a whole role: the plan refuses or warns with this message. */
export function reports(
  role: string,
  cases: readonly (readonly [vars: string, level: string, message: string])[],
): void {
  for (const [vars, level, message] of cases) {
    test(`${role} reports for ${vars}: ${message}`, async (t) => {
      const { findings } = await described(t, ofRole(role, vars))
      t.true(
        findings.some((one) => one.level === level && one.message.includes(message)),
        findings.map(({ message }) => message).join('\n') || 'nothing is found',
      )
    })
  }
}

/** Declares a test for each form that only looks like a legacy form: nothing is refused. */
export function accepts(where: string, cases: readonly string[]): void {
  for (const written of cases) {
    test(`${where} accepts ${written}`, async (t) => {
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
