import type { Facts } from '../../engine/facts.ts'

/** Where certificates lie, for root alone. */
export const CERTIFICATES = '/etc/nginx/certificates'

/** What the user writes for `http` beside the sites: first in its folder, for some directives must come before others. */
export const EXTRA = { name: '00-extra', path: '/etc/nginx/conf.d/00-extra.conf' } as const

/** What differs between distributions. */
export interface Places {
  readonly streamModule: string
  /**
   * What nginx.conf includes beside `http`, and not within: the only place for a `stream` block of ours (rule 41).
   * Its name comes after the one that loads the module.
   */
  readonly streams: string
  /** What a site without a name is called; RHEL's family has a `_` on port 80 in nginx.conf. */
  readonly anyName: string
  /** nginx 1.25 and later warn about `listen … http2`, and earlier ones do not know `http2 on`. */
  readonly separateHttp2: boolean
}

/** Debian's way, or that of the RHEL family. */
export function placesOf(facts: Pick<Facts, 'families' | 'distribution' | 'version'>): Places {
  const separateHttp2 = hasSeparateHttp2(facts)
  if (facts.families.includes('debian'))
    return {
      streamModule: 'libnginx-mod-stream',
      streams: '/etc/nginx/modules-enabled/90-streams.conf',
      anyName: '_',
      separateHttp2,
    }
  return {
    streamModule: 'nginx-mod-stream',
    streams: '/usr/share/nginx/modules/streams.conf',
    anyName: '""',
    separateHttp2,
  }
}

/** The first releases that bring nginx 1.26; the older way is understood by all. */
function hasSeparateHttp2({ distribution, families, version }: Parameters<typeof placesOf>[0]): boolean {
  const release = Number.parseFloat(version)
  if (distribution === 'debian') return version === '' || release >= 13
  if (distribution === 'ubuntu') return release >= 24.1
  return families.includes('rhel') && release >= 10
}
