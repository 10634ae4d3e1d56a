import { EvenkeelError } from '../../engine/errors/error.ts'
import { suggestion } from '../../engine/errors/nearest.ts'
import { referenceOf } from '../../roles/reference.ts'
import { builtInRoles } from '../description/built-in-roles.ts'
import { builtInRole } from '../description/find-role.ts'
import { exitCode } from '../exit-codes.ts'
import type { Io } from '../io.ts'
import type { CommandLine } from '../parse/command.ts'
import { printJson } from '../view/json.ts'
import { roleReferenceText } from '../view/role-reference.ts'
import { summaryList } from '../view/summary-list.ts'

/** Lists the roles, or prints the reference of one. */
export async function rolesCommand(line: CommandLine, io: Io): Promise<number> {
  const [name] = line.positionals
  return name === undefined ? await list(line, io) : await show(name, line, io)
}

async function list(line: CommandLine, io: Io): Promise<number> {
  const names = await builtInRoles()
  const roles = await Promise.all(names.map(async (name) => (await builtInRole(name)).role))
  if (line.flags.json)
    printJson(
      io.stdout,
      roles.map(({ name, summary }) => ({ name, summary })),
    )
  else io.stdout.write(summaryList(roles))
  return exitCode('done')
}

async function show(name: string, line: CommandLine, io: Io): Promise<number> {
  const names = await builtInRoles()
  if (!names.includes(name))
    throw new EvenkeelError('usage', `No role is called "${name}"`, { hint: suggestion(name, names) })
  const reference = referenceOf((await builtInRole(name)).role)
  if (line.flags.json) printJson(io.stdout, reference)
  else io.stdout.write(roleReferenceText(reference))
  return exitCode('done')
}
