import { printJson } from '../../../cli/view/json.ts'
import { validatorOf } from '../../support/json-schema.ts'
import { fakeIo } from '../fake-io.ts'

/** The errors of the schema of a command in lines of output. */
export async function errorsIn(command: string, printed: string): Promise<readonly string[]> {
  const validate = await validatorOf(`output-${command}`)
  return printed
    .trimEnd()
    .split('\n')
    .flatMap((line) => validate(JSON.parse(line)))
}

/** The same for data that the command prints. */
export async function errorsOf(command: string, ...lines: readonly unknown[]): Promise<readonly string[]> {
  const io = fakeIo()
  for (const line of lines) printJson(io.stdout, line)
  return errorsIn(command, io.out())
}
