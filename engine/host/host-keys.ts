import { EvenkeelError } from '../errors/error.ts'
import { quote } from '../shell.ts'
import {
  fingerprint,
  type HostKeyVerdict,
  hasAuthority,
  judge,
  type KnownHost,
  keyType,
  knownHostLine,
  knownHostName,
  knownTypes,
} from './known-hosts.ts'
import { KnownHostsFiles } from './known-hosts-file.ts'
import type { Certificate } from './protocol/certificate.ts'
import type { LoginSettings } from './settings.ts'

/** The key of a host that known_hosts does not have. */
export interface UnknownHostKey {
  /** The host's name in the inventory. */
  readonly host: string
  readonly address: string
  /** Such as `ssh-ed25519`. */
  readonly type: string
  /** As `ssh-keygen -l` prints it. */
  readonly fingerprint: string
  /** The known_hosts file that {@link accept} adds it to. */
  readonly file: string
  /** Trusts the key from now on. Throws if the file cannot be written. */
  accept(): void
}

export interface HostKeyOptions {
  /** Adds keys of unknown hosts to known_hosts. */
  readonly acceptNew: boolean
  /** Called with each unknown key that is refused: it can be accepted later, for another login. */
  readonly onUnknown?: ((key: UnknownHostKey) => void) | undefined
  readonly remark: (sentence: string) => void
}

/** Verifies host keys against known_hosts, and adds new ones if that is allowed. */
export class HostKeys {
  readonly #files = new KnownHostsFiles()
  readonly #options: HostKeyOptions

  constructor(options: HostKeyOptions) {
    this.#options = options
  }

  /** The types of the host's keys in known_hosts. */
  knownTypes(settings: LoginSettings): Set<string> {
    return knownTypes(this.#known(settings), settings.knownAs.host, settings.knownAs.port)
  }

  /** Whether known_hosts has an authority for certificates of the host. */
  hasAuthority(settings: LoginSettings): boolean {
    return hasAuthority(this.#known(settings), settings.knownAs.host, settings.knownAs.port)
  }

  /** The reason to refuse the key, code `host_key`; undefined to accept it. May add a new key to known_hosts. */
  refusal(settings: LoginSettings, key: Buffer, certificate?: Certificate): EvenkeelError | undefined {
    const { host, port } = settings.knownAs
    const verdict = judge(this.#known(settings), host, port, key, certificate)
    if (verdict.kind === 'known') return undefined
    if (verdict.kind === 'unknown') return this.#unknown(settings, key, verdict.authority)
    return refused(settings, key, verdict)
  }

  #known(settings: LoginSettings): KnownHost[] {
    const { userKnownHostsFiles, globalKnownHostsFiles, revokedKeysFiles } = settings
    return [
      ...this.#files.lines([...userKnownHostsFiles, ...globalKnownHostsFiles]),
      ...this.#files.revoked(revokedKeysFiles),
    ]
  }

  #unknown(settings: LoginSettings, key: Buffer, authority: KnownHost | undefined): EvenkeelError | undefined {
    const [file] = settings.userKnownHostsFiles
    if (!this.#options.acceptNew && !settings.acceptNewHostKeys) {
      if (file !== undefined) this.#options.onUnknown?.(this.#offer(settings, key, file))
      return unknown(settings, key, file, authority)
    }
    if (file === undefined)
      return error(settings, key, 'is new, and there is no UserKnownHostsFile to add it to', undefined)
    try {
      this.#add(settings, key, file)
    } catch (cause) {
      return error(settings, key, `is new, and cannot be added to ${file}: ${(cause as Error).message}`, undefined)
    }
    this.#options.remark(`${settings.name}: its new host key ${keyType(key)} ${fingerprint(key)} was added to ${file}`)
    return undefined
  }

  #offer(settings: LoginSettings, key: Buffer, file: string): UnknownHostKey {
    const { name: host, host: address } = settings
    const accept = () => this.#add(settings, key, file)
    return { host, address, type: keyType(key), fingerprint: fingerprint(key), file, accept }
  }

  #add({ knownAs, hashNames }: LoginSettings, key: Buffer, file: string): void {
    this.#files.append(file, knownHostLine(knownAs.host, knownAs.port, key, hashNames))
  }
}

function unknown(
  settings: LoginSettings,
  key: Buffer,
  file: string | undefined,
  authority: KnownHost | undefined,
): EvenkeelError {
  const type = keyType(key)
  const adding = file === undefined ? '' : `, add it with \`${addingCommand(settings, key, file)}\``
  const hint = `Compare it with \`ssh-keygen -lf /etc/ssh/ssh_host_${familyOf(type)}_key.pub\` on the host${adding}, or run again with --accept-new-host-keys.`
  const why = authority && `, and has no certificate of the @cert-authority in ${authority.file}:${authority.line}`
  return error(settings, key, `is not known${why ?? ''}`, hint)
}

/** ssh-keyscan can use neither a HostKeyAlias nor a jump host: in these cases the command adds the line itself. */
function addingCommand(settings: LoginSettings, key: Buffer, file: string): string {
  const { host, port, knownAs, hashNames } = settings
  if (settings.hasAlias || settings.jumps.length > 0)
    return `echo ${quote(knownHostLine(knownAs.host, knownAs.port, key, hashNames))} >> ${quote(file)}`
  const portOption = port === 22 ? '' : ` -p ${port}`
  return `ssh-keyscan${hashNames ? ' -H' : ''}${portOption} -t ${familyOf(keyType(key))} ${quote(host)} >> ${quote(file)}`
}

function familyOf(type: string): string {
  if (type.startsWith('ecdsa')) return 'ecdsa'
  return type.replace(/^ssh-/, '')
}

type Refused = Exclude<HostKeyVerdict, { kind: 'known' | 'unknown' }>

function refused(settings: LoginSettings, key: Buffer, verdict: Refused): EvenkeelError {
  const { known } = verdict
  const line = `${known.file}:${known.line}`
  if (verdict.kind === 'revoked')
    return error(settings, key, `is revoked in ${line}`, 'The key was revoked: the host needs a new one.')
  if (verdict.kind === 'certificate')
    return error(
      settings,
      key,
      `has a certificate of the @cert-authority in ${line} that ${verdict.problem}`,
      "Sign the host's key again (`ssh-keygen -s AUTHORITY -h -n NAMES`), with the name by which evenkeel reaches it.",
    )
  const name = knownHostName(settings.knownAs.host, settings.knownAs.port)
  return error(
    settings,
    key,
    `differs from ${known.type} in ${line}`,
    `Either the host was reinstalled, or somebody intercepts the connection. If you know that the new key is right, remove the old one with \`ssh-keygen -R ${quote(name)} -f ${quote(known.file)}\`.`,
  )
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
