import { EvenkeelError } from '../errors/error.ts'
import { quote } from '../shell.ts'
import { fingerprint, judge, type KnownHost, keyType, knownHostLine, knownHostName, knownTypes } from './known-hosts.ts'
import { KnownHostsFiles } from './known-hosts-file.ts'
import type { LoginSettings } from './settings.ts'

/** Verifies host keys against known_hosts, and adds new ones if that is allowed. */
export class HostKeys {
  readonly #files = new KnownHostsFiles()
  readonly #acceptNew: boolean
  readonly #remark: (sentence: string) => void

  constructor(acceptNew: boolean, remark: (sentence: string) => void) {
    this.#acceptNew = acceptNew
    this.#remark = remark
  }

  /** The types of the host's keys in known_hosts. */
  knownTypes(settings: LoginSettings): Set<string> {
    return knownTypes(this.#known(settings), settings.knownAs.host, settings.knownAs.port)
  }

  /** The reason to refuse the key, code `host_key`; undefined to accept it. May add a new key to known_hosts. */
  refusal(settings: LoginSettings, key: Buffer): EvenkeelError | undefined {
    const verdict = judge(this.#known(settings), settings.knownAs.host, settings.knownAs.port, key)
    if (verdict.kind === 'known') return undefined
    if (verdict.kind === 'unknown') return this.#unknown(settings, key)
    return refused(settings, key, verdict.kind, verdict.known)
  }

  #known(settings: LoginSettings): KnownHost[] {
    return this.#files.lines([...settings.userKnownHostsFiles, ...settings.globalKnownHostsFiles])
  }

  #unknown(settings: LoginSettings, key: Buffer): EvenkeelError | undefined {
    const [file] = settings.userKnownHostsFiles
    if (!this.#acceptNew && !settings.acceptNewHostKeys) return unknown(settings, key, file)
    if (file === undefined)
      return error(settings, key, 'is new, and there is no UserKnownHostsFile to add it to', undefined)
    try {
      this.#files.append(file, knownHostLine(settings.knownAs.host, settings.knownAs.port, key))
    } catch (cause) {
      return error(settings, key, `is new, and cannot be added to ${file}: ${(cause as Error).message}`, undefined)
    }
    this.#remark(`${settings.name}: its new host key ${keyType(key)} ${fingerprint(key)} was added to ${file}`)
    return undefined
  }
}

function unknown(settings: LoginSettings, key: Buffer, file: string | undefined): EvenkeelError {
  const type = keyType(key)
  const adding = file === undefined ? '' : `, add it with \`${addingCommand(settings, key, file)}\``
  const hint = `Compare it with \`ssh-keygen -lf /etc/ssh/ssh_host_${familyOf(type)}_key.pub\` on the host${adding}, or run again with --accept-new-host-keys.`
  return error(settings, key, 'is not known', hint)
}

/** ssh-keyscan can use neither a HostKeyAlias nor a jump host: in these cases the command adds the line itself. */
function addingCommand(settings: LoginSettings, key: Buffer, file: string): string {
  const { host, port } = settings
  if (settings.hasAlias || settings.jumps.length > 0)
    return `echo ${quote(knownHostLine(settings.knownAs.host, settings.knownAs.port, key))} >> ${quote(file)}`
  const portOption = port === 22 ? '' : ` -p ${port}`
  return `ssh-keyscan${portOption} -t ${familyOf(keyType(key))} ${quote(host)} >> ${quote(file)}`
}

function familyOf(type: string): string {
  if (type.startsWith('ecdsa')) return 'ecdsa'
  return type.replace(/^ssh-/, '')
}

const REASONS = {
  changed: (known: KnownHost) => `differs from ${known.type} in ${known.file}:${known.line}`,
  revoked: (known: KnownHost) => `is marked @revoked in ${known.file}:${known.line}`,
  authority: (known: KnownHost) =>
    `cannot be checked: ${known.file}:${known.line} requires a certificate of a @cert-authority, which evenkeel does not support`,
} as const

function refused(settings: LoginSettings, key: Buffer, kind: keyof typeof REASONS, known: KnownHost): EvenkeelError {
  const name = knownHostName(settings.knownAs.host, settings.knownAs.port)
  const hints = {
    changed: `Either the host was reinstalled, or somebody intercepts the connection. If you know that the new key is right, remove the old one with \`ssh-keygen -R ${quote(name)} -f ${quote(known.file)}\`.`,
    revoked: 'The key was revoked: the host needs a new one.',
    authority: `Also add the host's own key to known_hosts, as \`ssh-keyscan\` prints it.`,
  }
  return error(settings, key, REASONS[kind](known), hints[kind])
}

function error(settings: LoginSettings, key: Buffer, why: string, hint: string | undefined): EvenkeelError {
  const shown = `${keyType(key)} ${fingerprint(key)}`
  return new EvenkeelError(
    'host_key',
    `Cannot trust ${settings.name} (${settings.host}): its host key ${shown} ${why}`,
    {
      host: settings.name,
      hint,
    },
  )
}
