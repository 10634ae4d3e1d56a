import type { LocatedEntry } from '../../engine/errors/document.ts'
import type { ConnectionSettings } from '../inventory.ts'

export type Setting = keyof ConnectionSettings

const PLAIN: Readonly<Record<string, Setting>> = {
  host: 'address',
  port: 'port',
  user: 'user',
  identity_file: 'identityFile',
  jump: 'jump',
  become: 'become',
  become_method: 'becomeMethod',
}

const OF_ANSIBLE: Readonly<Record<string, Setting>> = {
  ansible_host: 'address',
  ansible_ssh_host: 'address',
  ansible_port: 'port',
  ansible_ssh_port: 'port',
  ansible_user: 'user',
  ansible_ssh_user: 'user',
  ansible_ssh_private_key_file: 'identityFile',
  ansible_private_key_file: 'identityFile',
  ansible_become: 'become',
  ansible_become_method: 'becomeMethod',
}

/** Arguments of ssh, in the order in which Ansible gives them to it: the first that says something wins. */
export const SSH_ARGUMENTS = ['ansible_ssh_args', 'ansible_ssh_common_args', 'ansible_ssh_extra_args'] as const

const LOGIN_PASSWORDS = ['ansible_password', 'ansible_ssh_pass', 'ansible_ssh_password']
const SUDO_PASSWORDS = ['ansible_become_pass', 'ansible_become_password']

/** Settings that are accepted only with the value that evenkeel uses anyway. */
export const ALLOWED_VALUES: Readonly<Record<string, readonly string[]>> = {
  ansible_connection: ['ssh', 'smart', 'paramiko', 'paramiko_ssh', 'ansible.builtin.ssh'],
  ansible_become_user: ['root'],
}

const HOST_KEYS = 'host keys are always verified, and --accept-new-host-keys trusts new ones'
const SHELL = 'scripts run in /bin/sh'

/** Why a setting is not followed, and the values for which that makes no difference. */
interface Unfollowed {
  readonly why: string
  readonly unless?: readonly string[]
}

const UNFOLLOWED: Readonly<Record<string, Unfollowed>> = {
  ...sameFor(LOGIN_PASSWORDS, { why: 'evenkeel logs in with a key or an agent, and --ask-password asks' }),
  ...sameFor(SUDO_PASSWORDS, { why: 'evenkeel asks for the password of sudo' }),
  ansible_become_exe: { why: 'evenkeel runs the "sudo" that the login finds', unless: ['sudo', '/usr/bin/sudo'] },
  ansible_become_flags: { why: 'evenkeel chooses the flags of sudo', unless: ['-H -S -n', '-H -S', '-H', '-n'] },
  ...sameFor(['ansible_host_key_checking', 'ansible_ssh_host_key_checking'], {
    why: HOST_KEYS,
    unless: ['true', 'yes', 'True', '1'],
  }),
  ansible_ssh_executable: { why: 'evenkeel has its own ssh', unless: ['ssh', '/usr/bin/ssh'] },
  ...sameFor(['ansible_timeout', 'ansible_ssh_timeout'], {
    why: 'ConnectTimeout of an ssh_config (-F) limits how long a login takes',
  }),
  ansible_shell_executable: { why: SHELL, unless: ['/bin/sh', '/bin/bash', '/usr/bin/bash'] },
  ansible_shell_type: { why: SHELL, unless: ['sh'] },
}

function sameFor(keys: readonly string[], unfollowed: Unfollowed): Record<string, Unfollowed> {
  return Object.fromEntries(keys.map((key) => [key, unfollowed]))
}

/** Whether a key is one of Ansible's about how to log in. Where one occurs, `port` and the like are plain variables. */
export function isAnsibleLogin(key: string): boolean {
  const tables: readonly object[] = [OF_ANSIBLE, ALLOWED_VALUES, UNFOLLOWED]
  return tables.some((table) => Object.hasOwn(table, key)) || SSH_ARGUMENTS.some((one) => one === key)
}

/** Whether a key is a word for how to log in that may also be a variable, such as `port`. */
export function isPlainLogin(key: string): boolean {
  return Object.hasOwn(PLAIN, key)
}

/** The address inside the cluster. It is no login key: it is a variable, too. */
export function clusterAddressIn(
  written: ReadonlyMap<string, LocatedEntry>,
  plainWords: boolean,
): LocatedEntry | undefined {
  return written.get('evenkeel_address') ?? (plainWords ? written.get('address') : undefined)
}

/** The setting that a key gives, in an inventory whose plain words are login keys or not. */
export function settingOf(key: string, plainWords: boolean): Setting | undefined {
  if (plainWords && isPlainLogin(key)) return PLAIN[key]
  return Object.hasOwn(OF_ANSIBLE, key) ? OF_ANSIBLE[key] : undefined
}

/** The same for all names of a setting, so that one level overrides another whichever name it uses. */
export function canonicalKey(key: string, plainWords: boolean): string {
  const setting = settingOf(key, plainWords)
  return setting === undefined ? key : `connection ${setting}`
}

/** Why a setting with this value is not followed; undefined for any other key, and for a value that evenkeel uses anyway. */
export function whyUnfollowed(key: string, value: string): string | undefined {
  const unfollowed = Object.hasOwn(UNFOLLOWED, key) ? UNFOLLOWED[key] : undefined
  return unfollowed?.unless?.includes(value) ? undefined : unfollowed?.why
}

/** Passwords are no variables: they would be looked up like any other text. */
export function isPassword(key: string): boolean {
  return [...LOGIN_PASSWORDS, ...SUDO_PASSWORDS].includes(key)
}
