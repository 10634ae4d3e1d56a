import type { Facts } from '../../engine/facts.ts'

/** Where certificates lie, for root alone. */
export const CERTIFICATES = '/etc/nginx/certificates'

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
}

/** Debian's way, or that of the RHEL family. */
export function placesOf({ families }: Pick<Facts, 'families'>): Places {
  if (families.includes('debian'))
    return {
      streamModule: 'libnginx-mod-stream',
      streams: '/etc/nginx/modules-enabled/90-streams.conf',
      anyName: '_',
    }
  return { streamModule: 'nginx-mod-stream', streams: '/usr/share/nginx/modules/streams.conf', anyName: '""' }
}
