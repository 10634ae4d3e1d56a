import type { Facts } from '../../engine/facts.ts'

/** Names and paths that differ between distributions. */
export interface Places {
  readonly family: 'debian' | 'rhel'
  /** Name of the package and of its unit. */
  readonly name: string
  /** Folder of sites; Apache includes every `.conf` file in it. */
  readonly sites: string
  /** File with the ServerName of the server. */
  readonly server: string
  /** File with the Listen directives. */
  readonly ports: string
  /** Folder that only root can read. */
  readonly certificates: string
  readonly logs: string
  readonly validator: string
}

/** The places of the Debian family, else those of the RHEL family. */
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
