import { EvenkeelError } from '../engine/errors/error.ts'
import type { Source } from '../engine/errors/source.ts'
import { sourceFrom } from './executable.ts'

/** milliseconds; Ansible alone starts in one second, and a plugin asks a cloud */
const DEADLINE = 60_000

/** The formats that `ansible-inventory` reads for evenkeel: INI, and files that name an inventory plugin. */
export type Format = 'ini' | 'plugin'

const FORMATS: Readonly<Record<Format, { readonly plugins: string; readonly what: string }>> = {
  ini: { plugins: 'ini', what: "Ansible's INI format" },
  plugin: { plugins: 'auto', what: 'the file of an inventory plugin' },
}

/** A line that cannot be read is a failure: by default the hosts above that line are printed, and the status is 0. */
const STRICT = { ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED: 'true', ANSIBLE_INVENTORY_UNPARSED_FAILED: 'true' }

/** `group_vars` and `host_vars` are read here, as beside an inventory in YAML. */
const WITHOUT_FOLDERS = { ANSIBLE_VARS_ENABLED: '' }

/**
 * The inventory as JSON, by `ansible-inventory`: variables of groups stay with their groups. Throws `input` if that program
 * is not installed, or refuses the file.
 */
export async function convert(path: string, format: Format): Promise<Source> {
  const { plugins, what } = FORMATS[format]
  const words = ['-i', path, '--list', '--export']
  const printed = `ansible-inventory ${words.join(' ')}`
  const variables = { ...STRICT, ...WITHOUT_FOLDERS, ANSIBLE_INVENTORY_ENABLED: plugins }
  try {
    return await sourceFrom({ shown: printed, program: 'ansible-inventory', words }, variables, DEADLINE)
  } catch (error) {
    if (!(error instanceof EvenkeelError) || !isMissing(error.cause)) throw error
    throw new EvenkeelError(
      'input',
      `Cannot read ${path}: ${what} is read by ansible-inventory, which is not installed here.`,
      {
        hint: [
          'Install ansible-core, or convert the inventory once on a machine that has it:',
          `  ansible-inventory -i ${path} --list --yaml > hosts.yml`,
        ].join('\n'),
        cause: error,
      },
    )
  }
}

function isMissing(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === 'ENOENT'
}
