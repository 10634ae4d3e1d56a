import type { Facts } from '../../engine/facts.ts'

/** Folder of certificates, which only root can read. */
export const CERTIFICATES = '/etc/nginx/certificates'

/** The main file, which the role writes only if `workers` are described (rule 41). */
export const MAIN = '/etc/nginx/nginx.conf'

/** The user's lines for `http`. The file comes first in its folder: some directives must come before others. */
export const EXTRA = { name: '00-extra', path: '/etc/nginx/conf.d/00-extra.conf' } as const

/** Names, paths and abilities that differ between distributions. */
export interface Places {
  readonly streamModule: string
  /**
   * A file that nginx.conf includes beside `http`, not in it: the only place for a `stream` block (rule 41). It sorts
   * after the file that loads the module.
   */
  readonly streams: string
  /** The server_name of a site without one; nginx.conf of the RHEL family already has a `_` on port 80. */
  readonly anyName: string
  /** Whether to write `http2 on`: nginx 1.25 and later warn about `listen … http2`, earlier ones refuse `http2 on`. */
  readonly separateHttp2: boolean
  /** Whether the release's nginx has HTTP/3. */
  readonly http3: boolean
  /** The certificate authorities that the distribution trusts. */
  readonly systemCa: string
}

/** The places of the Debian family, else those of the RHEL family. */
export function placesOf(facts: Pick<Facts, 'families' | 'distribution' | 'version'>): Places {
  const separateHttp2 = hasSeparateHttp2(facts)
  const http3 = hasHttp3(facts)
  if (facts.families.includes('debian'))
    return {
      streamModule: 'libnginx-mod-stream',
      streams: '/etc/nginx/modules-enabled/90-streams.conf',
      anyName: '_',
      separateHttp2,
      http3,
      systemCa: '/etc/ssl/certs/ca-certificates.crt',
    }
  return {
    streamModule: 'nginx-mod-stream',
    streams: '/usr/share/nginx/modules/streams.conf',
    anyName: '""',
    separateHttp2,
    http3,
    systemCa: '/etc/pki/tls/certs/ca-bundle.crt',
  }
}

/** True for releases whose nginx is built with HTTP/3, which is at least 1.26. */
function hasHttp3({ distribution, version }: Parameters<typeof placesOf>[0]): boolean {
  const release = Number.parseFloat(version)
  if (distribution === 'debian') return version === '' || release >= 13
  return distribution === 'ubuntu' && release >= 25.04
}

/** True for releases with nginx 1.26 or later; all versions accept the older syntax. */
function hasSeparateHttp2({ distribution, families, version }: Parameters<typeof placesOf>[0]): boolean {
  const release = Number.parseFloat(version)
  if (distribution === 'debian') return version === '' || release >= 13
  if (distribution === 'ubuntu') return release >= 24.1
  return families.includes('rhel') && release >= 10
}
