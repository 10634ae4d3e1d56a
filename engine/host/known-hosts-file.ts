import { closeSync, fstatSync, mkdirSync, openSync, readFileSync, readSync, statSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { EvenkeelError } from '../errors/error.ts'
import { type KnownHost, parseKnownHosts, parseRevokedKeys } from './known-hosts.ts'

/**
 * Reads known_hosts files and appends to them. Everything is synchronous, because the verification of a host key must
 * be. A file is read again only if it has changed.
 */
export class KnownHostsFiles {
  readonly #read = new Map<string, { readonly version: string; readonly lines: readonly KnownHost[] }>()

  /**
   * The lines of all files in order; a file that does not exist has none.
   * @throws `host_key` if a file cannot be read
   */
  lines(files: readonly string[]): KnownHost[] {
    return files.flatMap((file) => this.#linesOf(file))
  }

  /**
   * The keys of the files that RevokedHostKeys names.
   * @throws `host_key` if a file cannot be read, as OpenSSH then accepts no key, or is a binary list (KRL)
   */
  revoked(files: readonly string[]): KnownHost[] {
    return files.flatMap((file) => {
      const text = textOf(file)
      if (!text.startsWith('SSHKRL')) return parseRevokedKeys(text, file)
      throw new EvenkeelError('host_key', `Cannot read revoked host keys: ${file} is a binary list (KRL)`, {
        hint: 'Let RevokedHostKeys name a file with one public key on a line, or mark the keys @revoked in known_hosts.',
      })
    })
  }

  #linesOf(file: string): readonly KnownHost[] {
    const version = versionOf(file)
    if (version === undefined) return []
    const before = this.#read.get(file)
    if (before?.version === version) return before.lines
    const lines = parseKnownHosts(textOf(file), file)
    this.#read.set(file, { version, lines })
    return lines
  }

  /** Appends one line in one write, so that lines of other processes stay whole. Creates the file (0600) and its folder. */
  append(file: string, line: string): void {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    const descriptor = openSync(file, 'a+', 0o600)
    try {
      writeSync(descriptor, `${endsInsideLine(descriptor) ? '\n' : ''}${line}\n`)
    } finally {
      closeSync(descriptor)
    }
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    throw new EvenkeelError('host_key', `Cannot read known hosts: ${(cause as Error).message}`, { cause })
  }
}

function versionOf(file: string): string | undefined {
  const status = statSync(file, { throwIfNoEntry: false })
  return status && `${status.mtimeMs}/${status.size}/${status.ino}`
}

function endsInsideLine(descriptor: number): boolean {
  const status = fstatSync(descriptor)
  if (!status.isFile() || status.size === 0) return false
  const last = Buffer.alloc(1)
  readSync(descriptor, last, 0, 1, status.size - 1)
  return last[0] !== 10
}
