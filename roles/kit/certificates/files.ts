import { certificate } from '../../../engine/resources/certificate.ts'
import { directory } from '../../../engine/resources/directory.ts'
import { file } from '../../../engine/resources/file.ts'
import { packageOf } from '../../../engine/resources/package.ts'
import type { Resource } from '../../../engine/resources/resource.ts'
import type { CertificateVars } from './vars.ts'

/** The folder in which a server keeps its certificates. */
export interface CertificateFolder {
  readonly folder: string
  /** The package that makes the parent folder. */
  readonly readableAfter: string
  /** The command that judges a new certificate. */
  readonly validate: string
}

/** The path of a certificate with its key. A self-signed one has a path of its own, so that another can replace it. */
export function pemPath(folder: string, { name, pem }: CertificateVars): string {
  return `${folder}/${name}${pem === undefined ? '.self-signed' : ''}.pem`
}

/** Files that only root can read (rule 32). They come before the config files that name them. */
export function certificateResources(
  all: readonly CertificateVars[],
  { folder, readableAfter, validate }: CertificateFolder,
): readonly Resource[] {
  if (all.length === 0) return []
  return [
    // It makes self-signed certificates, and checks use it to read the served one.
    packageOf({ name: 'openssl' }),
    directory({ path: folder, mode: '0700' }, { readableAfter }),
    ...all.map((one) => {
      const { pem, self_signed: names = [], days } = one
      const path = pemPath(folder, one)
      if (pem === undefined) return certificate({ path, names, days }, { readableAfter: 'package:openssl' })
      return file({ path, content: pem, mode: '0600', validate }, { readableAfter })
    }),
  ]
}

/** The resources whose changes make a server reload, such as a renewed certificate. */
export function certificateIds(all: readonly CertificateVars[], folder: string): readonly string[] {
  return all.map((one) => `${one.pem === undefined ? 'certificate' : 'file'}:${pemPath(folder, one)}`)
}
