import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import type { LocatedEntry, LocatedScalar } from '../engine/errors/document.ts'
import { EvenkeelError } from '../engine/errors/error.ts'
import { errorAt } from '../engine/errors/source.ts'
import type { ConnectionSettings } from './inventory.ts'

type Setting = keyof ConnectionSettings

/** The connection settings by key, with Ansible's names for them. */
const SETTING_OF: Readonly<Record<string, Setting>> = {
  host: 'address',
  ansible_host: 'address',
  ansible_ssh_host: 'address',
  port: 'port',
  ansible_port: 'port',
  ansible_ssh_port: 'port',
  user: 'user',
  ansible_user: 'user',
  ansible_ssh_user: 'user',
  identity_file: 'identityFile',
  ansible_ssh_private_key_file: 'identityFile',
  ansible_private_key_file: 'identityFile',
  jump: 'jump',
  ansible_ssh_common_args: 'jump',
  ansible_ssh_extra_args: 'jump',
  become: 'become',
  ansible_become: 'become',
}

/** Ansible's settings that are accepted only with the value that evenkeel uses anyway. */
const ALLOWED_VALUES: Readonly<Record<string, readonly string[]>> = {
  ansible_connection: ['ssh', 'smart', 'paramiko', 'paramiko_ssh', 'ansible.builtin.ssh'],
  ansible_become_method: ['sudo', 'ansible.builtin.sudo'],
  ansible_become_user: ['root'],
}

const PASSWORDS = [
  'ansible_password',
  'ansible_ssh_pass',
  'ansible_ssh_password',
  'ansible_become_pass',
  'ansible_become_password',
]

/** The same key for all names of a setting, so that one level overrides another whichever name it uses. */
export function canonicalKey(key: string): string {
  return SETTING_OF[key] === undefined ? key : `connection ${SETTING_OF[key]}`
}

/**
 * Splits a host's merged entries into connection settings and variables.
 *
 * @param folder the inventory's, to which paths of key files are relative
 */
export function splitConnection(
  merged: ReadonlyMap<string, LocatedEntry>,
  folder: string,
): {
  readonly connection: ConnectionSettings
  readonly written: ReadonlyMap<string, LocatedEntry>
  readonly problems: readonly EvenkeelError[]
} {
  const settings: Partial<Record<Setting, string | number | boolean>> = {}
  const written = new Map<string, LocatedEntry>()
  const problems: EvenkeelError[] = []
  for (const entry of merged.values()) {
    const setting = SETTING_OF[entry.key]
    const read = setting === undefined ? undefined : readSetting(setting, entry, folder)
    const problem = read instanceof EvenkeelError ? read : refusal(entry)
    if (problem !== undefined) problems.push(problem)
    else if (setting === undefined) written.set(entry.key, entry)
    else if (read !== undefined && !(read instanceof EvenkeelError)) settings[setting] = read
  }
  return { connection: settings as ConnectionSettings, written, problems }
}

function refusal({ key, keyPlace, value }: LocatedEntry): EvenkeelError | undefined {
  if (PASSWORDS.includes(key)) {
    const hint = 'Log in with a key or an agent. If a password is needed, evenkeel asks for it.'
    return errorAt(keyPlace, `${key}: passwords in an inventory are not used`, { hint })
  }
  const allowed = ALLOWED_VALUES[key]
  if (allowed === undefined || (value.type === 'scalar' && allowed.includes(String(value.value)))) return undefined
  const is = value.type === 'scalar' ? value.written : `a ${value.type}`
  return errorAt(value.place, `${key} cannot be ${is}: evenkeel connects by SSH, and becomes root by sudo`)
}

function readSetting(
  setting: Setting,
  entry: LocatedEntry,
  folder: string,
): string | number | boolean | undefined | EvenkeelError {
  const { key, value } = entry
  if (value.type !== 'scalar') return errorAt(value.place, `${key} must be a single value: it is a ${value.type}`)
  if (value.vaulted === true || value.place.source.vaulted)
    return errorAt(value.place, `${key} cannot be a value of the vault: how to log in must be readable without it`)
  if (value.value === null) return undefined
  const read = READERS[setting](value, key, folder)
  return read ?? errorAt(value.place, `${key} cannot be ${JSON.stringify(value.written)}: ${NEEDED[setting]} is needed`)
}

const NEEDED: Readonly<Record<Setting, string>> = {
  address: 'an IP address or a host name',
  port: 'a number from 1 to 65535',
  user: 'a login name',
  identityFile: "a private key's path",
  jump: 'a jump host such as admin@bastion:22',
  become: 'true or false',
}

type Reader = (value: LocatedScalar, key: string, folder: string) => string | number | boolean | undefined

const ADDRESS = /^[\p{L}\p{N}_:][\p{L}\p{N}._:%-]*$/u
const USER = /^[\p{L}\p{N}_][\p{L}\p{N}_.@\\-]*\$?$/u
const JUMP = /^(?:[\p{L}\p{N}_][\p{L}\p{N}_.-]*@)?(?:\[[0-9a-fA-F:.]+\]|[\p{L}\p{N}_][\p{L}\p{N}._-]*)(?::\d{1,5})?$/u
const UNPRINTABLE = /\p{Cc}/u

const READERS: Readonly<Record<Setting, Reader>> = {
  address: (value) => matching(String(value.value), ADDRESS),
  port: (value) => portOf(String(value.value)),
  user: (value) => matching(String(value.value), USER),
  identityFile: (value, _, folder) => pathOf(String(value.value), folder),
  jump: (value, key) => jumpOf(key.startsWith('ansible_') ? jumpArgument(value.written) : value.written),
  become: (value) => BOOLEANS[String(value.value).toLowerCase()],
}

/** Includes the words of YAML 1.1, because Ansible's inventories use it. */
const BOOLEANS: Readonly<Record<string, boolean>> = {
  true: true,
  yes: true,
  on: true,
  false: false,
  no: false,
  off: false,
}

function matching(value: string, pattern: RegExp): string | undefined {
  return pattern.test(value) ? value : undefined
}

function portOf(written: string): number | undefined {
  const port = Number(written)
  return /^\d{1,5}$/.test(written) && port >= 1 && port <= 65_535 ? port : undefined
}

/** `~/` is the user's home. */
function pathOf(written: string, folder: string): string | undefined {
  if (written === '' || UNPRINTABLE.test(written)) return undefined
  return written.startsWith('~/') ? join(homedir(), written.slice(2)) : resolve(folder, written)
}

function jumpOf(written: string | undefined): string | undefined {
  if (written === undefined) return undefined
  return written.split(',').every((hop) => JUMP.test(hop)) ? written : undefined
}

/** Extracts the jump host from ssh's arguments; undefined if they contain anything else. */
function jumpArgument(written: string): string | undefined {
  const forms = [
    /^-J\s*(?<jump>\S+)$/,
    /^-o\s*["']?ProxyJump\s*[= ]\s*(?<jump>[^\s"']+)["']?$/i,
    /^-o\s*["']?ProxyCommand\s*[= ]\s*["']?ssh (?:-q )?-W %h:%p (?:-q )?(?<jump>[^\s"']+)["']*$/i,
  ]
  return forms.map((form) => form.exec(written.trim())?.groups?.jump).find((jump) => jump !== undefined)
}
