import { globSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Role } from '../../roles/contract.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** One line of "Enforced by": a role, and how it follows the rule. */
interface Enforcement {
  readonly rule: number
  readonly role: string
  readonly how: string
}

/** What all built-in roles say of the rules that they follow, in the order of the roles' names. */
export async function enforcements(): Promise<readonly Enforcement[]> {
  const files = globSync('roles/*/role.ts', { cwd: ROOT }).sort()
  const roles = await Promise.all(
    files.map(async (file) => ((await import(`${ROOT}${file}`)) as { default: Role<unknown> }).default),
  )
  return roles.flatMap(({ name, rules = [] }) => rules.map(({ rule, how }) => ({ rule, role: name, how })))
}

const RULE = /^### (\d+)\. .*$/m

/** The page of rules with the lines "Enforced by" as the roles say it now, behind the last line of each rule. */
export function withEnforcement(page: string, all: readonly Enforcement[]): string {
  const [head = '', ...rules] = withoutEnforcement(page).split(/(?=^### \d+\. )/m)
  return head + rules.map((rule) => enforced(rule, all)).join('')
}

function withoutEnforcement(page: string): string {
  return page.replaceAll(/^- Enforced by .*\n/gm, '')
}

function enforced(text: string, all: readonly Enforcement[]): string {
  const number = Number(RULE.exec(text)?.[1])
  const lines = all.filter(({ rule }) => rule === number).map(({ role, how }) => `- Enforced by \`${role}\`: ${how}.\n`)
  return text.replace(/^(- Source: .*\n)/m, (source) => source + lines.join(''))
}
