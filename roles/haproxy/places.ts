import type { Facts } from '../../engine/facts.ts'

// These paths are the same on Debian and on the RHEL family.
export const CONFIG = '/etc/haproxy/haproxy.cfg'
export const CERTIFICATES = '/etc/haproxy/certs'

export const MAPS = '/etc/haproxy/maps'
export const ERROR_PAGES = '/etc/haproxy/error-pages'

export function mapPath(name: string): string {
  return `${MAPS}/${name}.map`
}

export function listPath(name: string): string {
  return `${MAPS}/${name}.list`
}

export function errorPagePath(name: string, status: string): string {
  return `${ERROR_PAGES}/${name}-${status}.http`
}

/** The admin socket, in a folder that the package makes at every boot: the RHEL family has none under /run. */
export function defaultSocket({ families }: Pick<Facts, 'families'>): string {
  return families.includes('rhel') ? '/var/lib/haproxy/stats' : '/run/haproxy/admin.sock'
}
