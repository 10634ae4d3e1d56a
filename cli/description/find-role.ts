import { access, readdir } from 'node:fs/promises'
import { dirname, extname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type ZodType, z } from 'zod'
import { EvenkeelError } from '../../engine/errors/error.ts'
import { suggestion } from '../../engine/errors/nearest.ts'
import type { Role } from '../../roles/contract.ts'
import { builtInRoleFile, builtInRoles } from './built-in-roles.ts'
import { provideRoleImports } from './role-imports.ts'

export interface FoundRole {
  /** Its own schema checks the variables that it gets. */
  readonly role: Role<unknown>
  readonly file: string
  readonly isBuiltIn: boolean
}

const EXTENSIONS = ['.ts', '.js', '.mjs']
const NAME = /^[\p{L}\p{N}_][\p{L}\p{N}_-]*$/u

/**
 * Loads a role by its name. A role in the folder `roles/` beside the playbook replaces a built-in one of the same name.
 * Throws `input` if there is no such role, and if the file is no role.
 */
export async function findRole(name: string, playbook: string): Promise<FoundRole> {
  const own = NAME.test(name) ? await firstThatExists(candidates(name, playbook)) : undefined
  if (own !== undefined) {
    provideRoleImports()
    return { role: await importRole(own), file: own, isBuiltIn: false }
  }
  const builtIn = await builtInRoles()
  if (builtIn.includes(name)) return await builtInRole(name)
  const hint = suggestion(name, [...builtIn, ...(await ownRoles(playbook))])
  throw new EvenkeelError('input', `No role is called "${name}"`, { hint })
}

/** Loads a role that comes with evenkeel. */
export async function builtInRole(name: string): Promise<FoundRole> {
  const file = builtInRoleFile(name)
  return { role: await importRole(file), file, isBuiltIn: true }
}

async function ownRoles(playbook: string): Promise<readonly string[]> {
  const entries = await readdir(join(dirname(playbook), 'roles')).catch(() => [])
  return entries.map((entry) => (EXTENSIONS.includes(extname(entry)) ? entry.slice(0, -extname(entry).length) : entry))
}

function candidates(name: string, playbook: string): readonly string[] {
  const folder = join(dirname(resolve(playbook)), 'roles')
  return [join(folder, name, 'role'), join(folder, name)].flatMap((path) => EXTENSIONS.map((end) => path + end))
}

async function firstThatExists(paths: readonly string[]): Promise<string | undefined> {
  const found = await Promise.all(paths.map(exists))
  return paths.find((_, index) => found[index])
}

async function exists(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  )
}

async function importRole(file: string): Promise<Role<unknown>> {
  const module: unknown = await import(pathToFileURL(file).href).catch((cause: unknown) => {
    const reason = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause)
    throw new EvenkeelError('input', `Cannot load the role in ${file}: ${reason}`, { cause })
  })
  const exported = typeof module === 'object' && module !== null && 'default' in module ? module.default : undefined
  const checked = contract.safeParse(exported)
  // The check covers the contract; the role itself must accept the output of its schema.
  if (checked.success) return exported as Role<unknown>
  const reason = exported === undefined ? 'it has no default export' : firstIssue(checked.error)
  const hint = 'End it with "export default defineRole({ name, summary, vars, resources })".'
  throw new EvenkeelError('input', `Cannot use the role in ${file}: ${reason}`, { hint })
}

function firstIssue({ issues }: z.ZodError): string {
  const [issue] = issues
  return issue === undefined ? 'it is no role' : `${issue.path.join('.') || 'its default export'}: ${issue.message}`
}

const aFunction = z.custom<() => unknown>((value) => typeof value === 'function', 'a function is needed')
const aSchema = z.custom<ZodType>(
  (value) => typeof value === 'object' && value !== null && '_zod' in value && 'safeParse' in value,
  'a zod schema is needed, such as z.strictObject({})',
)

const contract = z.object({
  name: z.string(),
  summary: z.string(),
  vars: aSchema,
  resources: aFunction,
  checks: aFunction.optional(),
  lints: aFunction.optional(),
  openings: aFunction.optional(),
  owns: aFunction.optional(),
  precedence: aFunction.optional(),
  pair: aFunction.optional(),
})
