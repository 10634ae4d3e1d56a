import { isIP } from 'node:net'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import type { LocatedEntry, LocatedScalar } from '../../engine/errors/document.ts'
import type { EvenkeelError } from '../../engine/errors/error.ts'
import { errorAt, type Place, whereText } from '../../engine/errors/source.ts'
import type { ConnectionSettings } from '../inventory.ts'
import { ALLOWED_VALUES, isPassword, type Setting, SSH_ARGUMENTS, settingOf, whyUnfollowed } from './keys.ts'
import { readSshArguments } from './ssh-arguments.ts'

/** How to log in to a host, and its variables. */
export interface HostLogin {
  readonly connection: ConnectionSettings
  readonly written: ReadonlyMap<string, LocatedEntry>
  /** Why nobody can log in as it is written: `unsupported` if the host is not reached by SSH, else `input`. */
  readonly problems: readonly EvenkeelError[]
  /** What is not followed, and why, each with its place. */
  readonly remarks: readonly string[]
}

/** How login keys are read. */
export interface LoginContext {
  /** The inventory's folder, to which paths of key files are relative. */
  readonly folder: string
  /** Whether words such as `port` say how to log in; otherwise they are variables. */
  readonly plainWords: boolean
}

/** Splits a host's merged entries into settings for the login and variables. */
export function readLogin(merged: ReadonlyMap<string, LocatedEntry>, context: LoginContext): HostLogin {
  return new LoginReader(context).read(merged)
}

class LoginReader {
  readonly #context: LoginContext
  readonly #settings: Partial<Record<Setting, string | number | boolean>> = {}
  readonly #written = new Map<string, LocatedEntry>()
  readonly #problems: EvenkeelError[] = []
  readonly #remarks: string[] = []

  constructor(context: LoginContext) {
    this.#context = context
  }

  read(merged: ReadonlyMap<string, LocatedEntry>): HostLogin {
    for (const entry of merged.values()) this.#readEntry(entry)
    for (const key of SSH_ARGUMENTS) this.#readArguments(merged.get(key))
    return {
      connection: this.#settings as ConnectionSettings,
      written: this.#written,
      problems: this.#problems,
      remarks: this.#remarks,
    }
  }

  #readEntry(entry: LocatedEntry): void {
    const { key, value } = entry
    const setting = settingOf(key, this.#context.plainWords)
    if (setting !== undefined) this.#readSetting(setting, entry)
    else if (!isPassword(key)) this.#written.set(key, entry)
    const why = whyUnfollowed(key, value.type === 'scalar' ? String(value.value) : '')
    if (why !== undefined) this.#remark(entry.keyPlace, `${key} is not followed: ${why}`)
    const problem = refusal(entry)
    if (problem !== undefined) this.#problems.push(problem)
  }

  #readSetting(setting: Setting, entry: LocatedEntry): void {
    const written = this.#textOf(entry)
    if (written !== undefined) this.#set(setting, written, entry.key, entry.value.place)
  }

  /** Undefined if there is no value, or one that cannot be read. */
  #textOf({ key, value }: LocatedEntry): LocatedScalar | undefined {
    if (value.type !== 'scalar') {
      this.#problems.push(errorAt(value.place, `${key} must be a single value: it is a ${value.type}`))
      return undefined
    }
    if (value.vaulted === true || value.place.source.vaulted) {
      const message = `${key} cannot be a value of the vault: how to log in must be readable without it`
      this.#problems.push(errorAt(value.place, message))
      return undefined
    }
    return value.value === null || value.value === '' ? undefined : value
  }

  #set(
    setting: Setting,
    { value, written }: Pick<LocatedScalar, 'value' | 'written'>,
    key: string,
    place: Place,
  ): void {
    const read = READERS[setting](String(value), this.#context.folder)
    if (read !== undefined) this.#settings[setting] = read
    else if (TEMPLATE.test(written))
      this.#problems.push(errorAt(place, `${key} cannot be ${JSON.stringify(written)}: ${WRITTEN_OUT}`))
    else
      this.#problems.push(errorAt(place, `${key} cannot be ${JSON.stringify(written)}: ${NEEDED[setting]} is needed`))
  }

  /** Settings in the arguments count where no key of their own gives them. */
  #readArguments(entry: LocatedEntry | undefined): void {
    const text = entry === undefined ? undefined : this.#textOf(entry)
    if (entry === undefined || text === undefined) return
    const { key, value } = entry
    const read = readSshArguments(String(text.value))
    if (read === undefined) {
      this.#problems.push(errorAt(value.place, `${key} cannot be read as arguments of ssh`))
      return
    }
    for (const name of ['jump', 'user', 'port', 'identityFile'] as const) {
      const found = read[name]
      if (found !== undefined && this.#settings[name] === undefined)
        this.#set(name, { value: found, written: found }, key, value.place)
    }
    for (const [why, given] of read.unfollowed)
      this.#remark(value.place, `${given.join(' ')} in ${key} is not followed: ${why}`)
    if (read.refused.length > 0) this.#problems.push(refusedArguments(entry, read.refused))
  }

  #remark(place: Place, sentence: string): void {
    this.#remarks.push(`${whereText(place.source.location(place.offset))}: ${sentence}`)
  }
}

function refusedArguments({ key, value }: LocatedEntry, refused: readonly string[]): EvenkeelError {
  const why = refused.some((one) => TEMPLATE.test(one)) ? WRITTEN_OUT : 'it can lead to another machine, or to none'
  return errorAt(value.place, `${key} cannot hold ${JSON.stringify(refused.join(' '))}: ${why}`, {
    hint: 'Write it into an ssh_config, and name that by -F. A jump host is written as "jump".',
  })
}

function refusal({ key, value }: LocatedEntry): EvenkeelError | undefined {
  const allowed = Object.hasOwn(ALLOWED_VALUES, key) ? ALLOWED_VALUES[key] : undefined
  if (allowed === undefined || (value.type === 'scalar' && isAllowed(value.value, allowed))) return undefined
  const is = value.type === 'scalar' ? value.written : `a ${value.type}`
  const code = key === 'ansible_connection' ? 'unsupported' : 'input'
  return errorAt(value.place, `${key} cannot be ${is}: evenkeel connects by SSH, and becomes root by sudo or doas`, {
    code,
  })
}

function isAllowed(value: LocatedScalar['value'], allowed: readonly string[]): boolean {
  return value === null || value === '' || allowed.includes(String(value))
}

/** Jinja, or a look-up. */
const TEMPLATE = /\{\{|\{%|\$\{/
const WRITTEN_OUT = 'how to log in must be written out, look-ups are not resolved in it'

const NEEDED: Readonly<Record<Setting, string>> = {
  address: 'an IP address or a host name, without a port (which "port" gives),',
  port: 'a number from 1 to 65535',
  user: 'a login name',
  identityFile: "a private key's path",
  jump: 'a jump host such as admin@bastion:22',
  become: 'true or false',
  becomeMethod: 'sudo or doas (with su, log in as root instead: it asks on a terminal only)',
}

type Reader = (value: string, folder: string) => string | number | boolean | undefined

const ADDRESS = /^[\p{L}\p{N}_:][\p{L}\p{N}._:%-]*$/u
const USER = /^[\p{L}\p{N}_][\p{L}\p{N}_.@\\-]*\$?$/u
const JUMP = /^(?:[\p{L}\p{N}_][\p{L}\p{N}_.-]*@)?(?:\[[0-9a-fA-F:.]+\]|[\p{L}\p{N}_][\p{L}\p{N}._-]*)(?::\d{1,5})?$/u
const UNPRINTABLE = /\p{Cc}/u

const READERS: Readonly<Record<Setting, Reader>> = {
  address: (value) => addressOf(value),
  port: (value) => portOf(value),
  user: (value) => matching(value, USER),
  identityFile: (value, folder) => pathOf(value, folder),
  jump: (value) => jumpOf(value),
  become: (value) => BOOLEANS[value.toLowerCase()],
  becomeMethod: (value) => /^(?:ansible\.builtin\.|community\.general\.)?(sudo|doas)$/.exec(value)?.[1],
}

/** The words and numbers that Ansible takes. */
const BOOLEANS: Readonly<Record<string, boolean>> = {
  ...Object.fromEntries(['true', 'yes', 'on', 'y', 't', '1'].map((word) => [word, true])),
  ...Object.fromEntries(['false', 'no', 'off', 'n', 'f', '0'].map((word) => [word, false])),
}

/** A colon is part of an IPv6 address only; one before a port would be taken for it. */
function addressOf(value: string): string | undefined {
  if (value.includes(':') && isIP(value.split('%', 1)[0] ?? '') !== 6) return undefined
  return matching(value, ADDRESS)
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
  if (UNPRINTABLE.test(written) || TEMPLATE.test(written)) return undefined
  return written.startsWith('~/') ? join(homedir(), written.slice(2)) : resolve(folder, written)
}

function jumpOf(written: string): string | undefined {
  return written.split(',').every((hop) => JUMP.test(hop)) ? written : undefined
}
