import { isIP, isIPv6 } from 'node:net'
import { dirname } from 'node:path'
import { z } from 'zod'
import { sh } from '../shell.ts'
import { canonicalIp } from './fields/ip.ts'
import { absolutePath, account, mode } from './fields/text.ts'
import { fileStateIn } from './file.ts'
import { makeResource, type Placement, type Resource, type ResourceType } from './resource.ts'

const A_DAY = 86_400

/** How many lines of a reading describe the file itself. */
const LINES_OF_FILE = 6

const HOST_NAME = /^(\*\.)?[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?)*$/

/** A host name, perhaps with `*.` in front, or an IP address. */
export const certifiedName = z
  .string()
  .max(253)
  .transform((name) => (isIPv6(name) ? canonicalIp(name) : name.toLowerCase()))
  .refine(
    (name) => isIP(name) !== 0 || HOST_NAME.test(name),
    'must be a host name or an IP address, such as www.example.com, *.example.com or 10.0.0.100',
  )

const described = z
  .strictObject({
    path: absolutePath.describe('Absolute path of the file that holds the certificate and its key.'),
    names: z
      .array(certifiedName)
      .min(1)
      .transform((names) => [...new Set(names)])
      .describe('Host names and IP addresses of the certificate.'),
    days: z
      .number()
      .int()
      .min(1)
      .max(3650)
      .default(365)
      .describe('Validity in days; a new value is used when the certificate is made or renewed.'),
    renew_days: z
      .number()
      .int()
      .min(0)
      .max(3649)
      .optional()
      .describe(
        'An apply renews the certificate if it expires within this number of days. Default: 30, but at most a third of days.',
      ),
    mode: mode.prefault('0600').describe("Permissions in octal, quoted: '0640'."),
    owner: account.default('root').describe('Name of the owning user.'),
    group: account.default('root').describe('Name of the owning group.'),
  })
  .refine(({ days, renew_days }) => renew_days === undefined || renew_days < days, {
    error: 'must be less than days',
    path: ['renew_days'],
  })

const spec = described.transform(({ renew_days, ...others }) => ({
  ...others,
  renewDays: renew_days ?? Math.min(30, Math.floor(others.days / 3)),
}))

export type CertificateInput = z.input<typeof spec>
export type CertificateSpec = z.output<typeof spec>

export type CertificateState = {
  /** Four octal digits. */
  readonly mode: string
  readonly owner: string
  readonly group: string
  /** Names of the certificate, sorted; empty if the file holds no certificate. */
  readonly names: readonly string[]
  readonly selfSigned: boolean
  /** The file holds the key of the certificate. */
  readonly keyFits: boolean
  /** The certificate does not expire within `renew_days`. */
  readonly lasts: boolean
  /** Content of the file; undefined for a certificate that is still to be made. */
  readonly content?: { readonly sha256: string; readonly size: number }
}

export const certificateType: ResourceType<CertificateInput, CertificateSpec, CertificateState> = {
  kind: 'certificate',
  summary:
    'A self-signed certificate with its key in one PEM file, made on the host. An apply renews it if it is about to expire.',
  spec,
  name: ({ path }) => path,
  folder: ({ path }) => dirname(path),
  mayBring: () => false,
  desired: ({ mode, owner, group, names }) => ({
    mode,
    owner,
    group,
    names: names.toSorted(),
    selfSigned: true,
    keyFits: true,
    lasts: true,
  }),
  probe: ({ path, renewDays }) => sh`read_certificate ${path} ${renewDays * A_DAY}`,
  parse(output) {
    const file = fileStateIn(output)
    if (file === null) return { state: null }
    const { mode, owner, group, sha256, size } = file
    const described = output.split('\n').slice(LINES_OF_FILE).join('\n')
    if (/^no openssl$/m.test(described)) return { notYet: 'the host has no openssl (yet)' }
    const [subject, issuer] = described.match(/^[0-9a-f]{8}$/gm) ?? []
    return {
      state: {
        mode,
        owner,
        group,
        names: namesIn(described),
        selfSigned: subject !== undefined && subject === issuer,
        keyFits: /^key fits$/m.test(described),
        lasts: /^Certificate will not expire$/m.test(described),
        content: { sha256, size },
      },
    }
  },
  // Each new certificate differs in its bytes, so equal properties are enough. One that undo restores must be the same.
  holds(to, read) {
    if (to === null || read === null || to.content !== undefined) return false
    return JSON.stringify(linesOf(to)) === JSON.stringify(linesOf(read))
  },
  stateLines: linesOf,
  keep: ({ path }, { content }) => (content === undefined ? [] : [sh`keep_found ${path} ${content.sha256}`]),
  converge(spec, _from, to) {
    if (to === null) return [sh`remove_file ${spec.path} never ''`]
    const { mode, owner, group, content } = to
    if (content === undefined)
      return [sh`make_certificate ${spec.path} ${mode} ${owner} ${group} ${spec.days} ${requestFor(spec)}`]
    return [sh`restore_file ${spec.path} ${content.sha256} ${mode} ${owner} ${group}`]
  },
}

function linesOf({ names, selfSigned, keyFits, lasts, mode, owner, group }: CertificateState): readonly string[] {
  const kind = selfSigned ? 'self-signed certificate' : 'certificate'
  return [
    names.length === 0 ? 'no certificate for any name' : `${kind} for ${names.join(', ')}`,
    ...(keyFits ? [] : ['without its key']),
    ...(lasts ? [] : ['expired or about to expire']),
    `mode ${mode}, owner ${owner}, group ${group}`,
  ]
}

/** Reads names as openssl prints them: `DNS:a, IP Address:10.0.0.1, IP Address:FD00:0:0:0:0:0:0:1`. */
function namesIn(output: string): readonly string[] {
  const found = [...output.matchAll(/(DNS|IP Address):([^\s,]+)/g)]
  return found.map(([, kind, name = '']) => (kind === 'DNS' ? name.toLowerCase() : canonicalIp(name))).sort()
}

/** A configuration of openssl req. The common name is limited to 64 characters; only old programs read it. */
function requestFor({ names }: CertificateSpec): string {
  const alternatives = names.map((name) => `${isIP(name) === 0 ? 'DNS' : 'IP'}:${name}`)
  return `[req]
distinguished_name = subject
x509_extensions = extensions
prompt = no
[subject]
CN = ${names.find((name) => name.length <= 64) ?? 'evenkeel'}
[extensions]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
subjectKeyIdentifier = hash
subjectAltName = ${alternatives.join(', ')}`
}

export const certificate = (input: CertificateInput, placement?: Placement): Resource =>
  makeResource(certificateType, input, placement)
