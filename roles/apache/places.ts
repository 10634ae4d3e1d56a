import type { Facts } from '../../engine/facts.ts'

/** What differs between distributions. */
export interface Places {
  readonly family: 'debian' | 'rhel'
  /** Of the package and of its unit. */
  readonly name: string
  /** Where sites lie: each file in it counts. */
  readonly sites: string
  /** Where the server's own name and, on RHEL's family, its ports lie. */
  readonly server: string
  readonly ports: string
  /** For root alone. */
  readonly certificates: string
  readonly logs: string
  readonly validator: string
}

/** Debian's way, or that of the RHEL family. */
export function placesOf({ families }: Pick<Facts, 'families'>): Places {
  if (families.includes('debian'))
    return {
      family: 'debian',
      name: 'apache2',
      sites: '/etc/apache2/sites-enabled',
      server: '/etc/apache2/conf-enabled/server-name.conf',
      ports: '/etc/apache2/ports.conf',
      certificates: '/etc/apache2/certificates',
      logs: '/var/log/apache2',
      validator: 'apache2ctl -t',
    }
  return {
    family: 'rhel',
    name: 'httpd',
    sites: '/etc/httpd/conf.d',
    server: '/etc/httpd/conf.d/00-server-name.conf',
    ports: '/etc/httpd/conf.d/00-ports.conf',
    certificates: '/etc/httpd/certificates',
    logs: '/var/log/httpd',
    validator: 'httpd -t',
  }
}
