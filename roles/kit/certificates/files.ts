import { certificate } from '../../../engine/resources/certificate.ts'
import { directory } from '../../../engine/resources/directory.ts'
import { file } from '../../../engine/resources/file.ts'
import { packageOf } from '../../../engine/resources/package.ts'
import type { Resource } from '../../../engine/resources/resource.ts'
import type { CertificateVars } from './vars.ts'

/** Where a server keeps its certificates, and who judges a new one. */
export interface CertificateFolder {
  readonly folder: string
  /** Of the package that brings the folder above it. */
  readonly readableAfter: string
  readonly validate: string
}

/** Where a certificate lies, with its key. One that the host made has a place of its own, so that another can replace it. */
export function pemPath(folder: string, { name, pem }: CertificateVars): string {
  return `${folder}/${name}${pem === undefined ? '.self-signed' : ''}.pem`
}

/** Files that root alone reads (rule 32), before the config files that name them. */
export function certificateResources(
  all: readonly CertificateVars[],
  { folder, readableAfter, validate }: CertificateFolder,
): readonly Resource[] {
  if (all.length === 0) return []
  return [
    // Makes them, and shows in checks which one is served.
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

/** For what a server reloads: a certificate that is renewed. */
export function certificateIds(all: readonly CertificateVars[], folder: string): readonly string[] {
  return all.map((one) => `${one.pem === undefined ? 'certificate' : 'file'}:${pemPath(folder, one)}`)
}
