import { directory } from '../../engine/resources/directory.ts'
import { file } from '../../engine/resources/file.ts'
import { link } from '../../engine/resources/link.ts'
import { packageOf } from '../../engine/resources/package.ts'
import type { Resource } from '../../engine/resources/resource.ts'
import { service } from '../../engine/resources/service.ts'
import { certificateIds, certificateResources, pemPath } from '../kit/certificates/files.ts'
import { CERTIFICATES, CONFIG } from './places.ts'
import type { Certificate } from './vars/certificates.ts'
import { word } from './words.ts'

/** Whether somebody else writes the certificate on the hosts, and renews it. */
function isOnHost({ pem, self_signed }: Certificate): boolean {
  return pem === undefined && self_signed === undefined
}

/** The words of a bind with the certificate. */
export function certificateWords(certificate: Certificate): string {
  if (certificate.list !== undefined) return `crt-list ${word(certificate.list)}`
  return `crt ${word(fileOf(certificate) ?? `${certificate.directory?.replace(/\/+$/, '')}/`)}`
}

/** The file with the certificate; undefined for a folder and a list, which may hold several. */
export function fileOf(certificate: Certificate): string | undefined {
  if (certificate.directory !== undefined || certificate.list !== undefined) return undefined
  if (certificate.path === undefined) return pemPath(CERTIFICATES, certificate)
  return certificate.key === undefined ? certificate.path : linkTo(certificate)
}

/** HAProxy looks for the key in the file of the same name with ".key" behind it. Written certificates have other paths. */
function linkTo({ name }: Certificate): string {
  return `${CERTIFICATES}/${name}.linked.pem`
}

/** What comes before haproxy.cfg: files, and links to files of others. */
export function certificateFiles(all: readonly Certificate[], readableAfter: string): readonly Resource[] {
  const own = all.filter((one) => !isOnHost(one))
  const links = all.flatMap((one) =>
    one.path === undefined || one.key === undefined
      ? []
      : [
          link({ path: linkTo(one), target: one.path }, { readableAfter }),
          link({ path: `${linkTo(one)}.key`, target: one.key }, { readableAfter }),
        ],
  )
  const folder =
    own.length > 0 || links.length === 0 ? [] : [directory({ path: CERTIFICATES, mode: '0700' }, { readableAfter })]
  return [
    // The checks read certificates by it.
    ...(own.length > 0 || all.length === 0 ? [] : [packageOf({ name: 'openssl' })]),
    // A renewed certificate is validated with the configuration that uses it.
    ...certificateResources(own, { folder: CERTIFICATES, readableAfter, validate: `haproxy -c -q -f ${CONFIG}` }),
    ...folder,
    ...links,
  ]
}

/** The resources for which HAProxy reloads. */
export function reloadingIds(all: readonly Certificate[]): readonly string[] {
  const links = all.filter(({ key }) => key !== undefined).map((one) => linkTo(one))
  return [
    ...certificateIds(
      all.filter((one) => !isOnHost(one)),
      CERTIFICATES,
    ),
    ...links.flatMap((path) => [`link:${path}`, `link:${path}.key`]),
  ]
}

const UNIT = 'evenkeel-haproxy-certificates'
const FOLDER = '/etc/systemd/system'

/** Units that reload HAProxy when somebody renews a certificate on the host. They come after HAProxy runs. */
export function renewalUnits(all: readonly Certificate[]): readonly Resource[] {
  if (!all.some(isOnHost)) return []
  const unit = `${FOLDER}/${UNIT}.path`
  return [
    file({ path: `${FOLDER}/${UNIT}.service`, content: RELOAD }),
    file({ path: unit, content: watchUnit(all) }),
    service({ name: `${UNIT}.path`, restart_on: [unit] }),
  ]
}

/** A "%" would begin a specifier of systemd. */
export function watchUnit(all: readonly Certificate[]): string {
  const paths = all.filter(isOnHost).flatMap(({ path, key, directory, list }) => [path, key, directory, list])
  const watched = new Set(paths.filter((one) => one !== undefined))
  return `# evenkeel
[Unit]
Description=Certificates of HAProxy

[Path]
${[...watched].map((path) => `PathChanged=${path.replaceAll('%', '%%')}`).join('\n')}

[Install]
WantedBy=multi-user.target
`
}

/** Certificate and key are renewed one after the other, and systemd does not watch while this runs. */
const RELOAD = `# evenkeel
[Unit]
Description=Reload HAProxy after a certificate was renewed
After=haproxy.service

[Service]
Type=oneshot
ExecStartPre=/bin/sleep 5
ExecStart=/bin/systemctl try-reload-or-restart haproxy.service
`
