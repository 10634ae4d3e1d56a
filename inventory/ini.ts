import { extname } from 'node:path'
import { EvenkeelError } from '../engine/errors/error.ts'
import type { Source } from '../engine/errors/source.ts'
import { sourceFrom } from './executable.ts'

const YAML_EXTENSIONS = ['.yml', '.yaml', '.json']
const INI_EXTENSIONS = ['.ini', '.cfg']

/** `[web]`, `[web:vars]` */
const SECTION = /^\[[^\]\n]+\][ \t]*(?:[#;].*)?$/m
/** `web1`, `web[01:10]:2222`, `web1 ansible_host=192.0.2.1`: a line that YAML would read as a text. */
const HOST = /^\w[\w.-]*(?:\[[\w:]+\][\w.-]*)*(?::\d+)?(?:[ \t]+\w+[ \t]*=.*)?$/

/** Whether an inventory has Ansible's INI format: by its extension, else by its lines. */
export function isIni({ file, text }: Source): boolean {
  if (YAML_EXTENSIONS.includes(extname(file))) return false
  if (INI_EXTENSIONS.includes(extname(file)) || SECTION.test(text)) return true
  const [first = ''] = text.split('\n').filter((line) => !/^\s*(?:[#;].*)?$/.test(line))
  return HOST.test(first.trimEnd())
}

/** milliseconds; Ansible alone starts in one second */
const DEADLINE = 60_000

/**
 * Only the plugin for INI reads the file, and a line that it cannot read is a failure: by default ansible-inventory prints
 * the hosts above that line, and ends with 0.
 */
const STRICT = {
  ANSIBLE_INVENTORY_ENABLED: 'ini',
  ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED: 'true',
  ANSIBLE_INVENTORY_UNPARSED_FAILED: 'true',
}

/** `group_vars` and `host_vars` are read here, as beside an inventory in YAML. */
const WITHOUT_FOLDERS = { ANSIBLE_VARS_ENABLED: '' }

/**
 * The inventory as JSON, by `ansible-inventory`: variables of groups stay with their groups. Throws `input` if that program
 * is not installed, or refuses the file.
 */
export async function convertIni(path: string): Promise<Source> {
  const words = ['-i', path, '--list', '--export']
  const printed = `ansible-inventory ${words.join(' ')}`
  try {
    return await sourceFrom(
      { shown: printed, program: 'ansible-inventory', words },
      { ...STRICT, ...WITHOUT_FOLDERS },
      DEADLINE,
    )
  } catch (error) {
    if (!(error instanceof EvenkeelError) || !isMissing(error.cause)) throw error
    throw new EvenkeelError(
      'input',
      `Cannot read ${path}: Ansible's INI format is read by ansible-inventory, which is not installed here.`,
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
