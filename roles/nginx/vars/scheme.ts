import type { Site } from './site.ts'

/** The header in which balancers before a site report the client's scheme; undefined if there is none. */
export function schemeHeaderOf({ real_ip: described }: Pick<Site, 'real_ip'>): string | undefined {
  // What comes before the request, by the PROXY protocol, says nothing about the headers in it.
  if (described === undefined || described.scheme === false || described.header === 'proxy_protocol') return undefined
  return described.scheme
}

export function hasScheme(site: Pick<Site, 'real_ip'>): boolean {
  return schemeHeaderOf(site) !== undefined
}

/** The end of a site's nginx variables. */
export function variableSuffix({ name }: Pick<Site, 'name'>): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, '_')
}
