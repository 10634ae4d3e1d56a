import { file } from '../../../engine/resources/file.ts'
import { link } from '../../../engine/resources/link.ts'
import { packageOf } from '../../../engine/resources/package.ts'
import type { Resource } from '../../../engine/resources/resource.ts'
import type { HostView } from '../../contract.ts'
import { configFile } from '../../kit/config-text.ts'
import { listenAddresses } from '../listen.ts'
import type { Places } from '../places.ts'
import type { ApacheVars, Site } from '../vars/vars.ts'

/** The modules that the sites need and that the distribution does not load. */
export function moduleResources(vars: ApacheVars, places: Places): readonly Resource[] {
  const after = { readableAfter: `package:${places.name}` }
  if (places.family === 'rhel') return usesTls(vars.sites) ? rhelTls(places) : []
  const folder = '/etc/apache2'
  const names = [...new Set([...vars.modules.flatMap(filesOfModule), ...neededModules(vars.sites)])]
  return names.map((name) =>
    link({ path: `${folder}/mods-enabled/${name}`, target: `../mods-available/${name}` }, after),
  )
}

/** The files of mods-available that a module needs; some modules need others. */
function filesOfModule(name: string): readonly string[] {
  if (name === 'proxy_http' || name === 'proxy_fcgi') return ['proxy.load', 'proxy.conf', `${name}.load`]
  return name === 'proxy' || name === 'userdir' ? [`${name}.load`, `${name}.conf`] : [`${name}.load`]
}

function neededModules(sites: readonly Site[]): readonly string[] {
  const headers = sites.some((one) => Object.keys(one.headers).length > 0 || one.tls?.hsts !== undefined)
  return [
    ...(headers ? ['headers.load'] : []),
    ...(sites.some((one) => one.real_ip !== undefined) ? ['remoteip.load'] : []),
    ...(sites.some((one) => one.redirect_to_https) ? ['rewrite.load'] : []),
    ...(usesTls(sites) ? ['socache_shmcb.load', 'ssl.conf', 'ssl.load'] : []),
  ]
}

/** Replaces the package's ssl.conf: it has a default site, with a certificate that is made at httpd's first start. */
function rhelTls({ validator }: Places): readonly Resource[] {
  const content = configFile(['SSLSessionCache shmcb:/run/httpd/sslcache(512000)', 'SSLSessionCacheTimeout 300'])
  return [
    packageOf({ name: 'mod_ssl' }),
    file({ path: '/etc/httpd/conf.d/ssl.conf', content, validate: validator }, { readableAfter: 'package:mod_ssl' }),
  ]
}

function usesTls(sites: readonly Site[]): boolean {
  return sites.some((one) => one.tls !== undefined)
}

/** Without a ServerName, Apache asks the resolver for one and warns. */
export function serverName({ facts, name }: HostView, { server, validator, name: apache }: Places): Resource {
  const content = configFile([`ServerName ${facts?.hostname ?? name}`])
  return file({ path: server, content, validate: validator }, { readableAfter: `package:${apache}` })
}

/**
 * The Listen directives, if they differ from the distribution's. Debian's ports.conf has nothing else in it; httpd.conf
 * of the RHEL family itself listens on port 80.
 */
export function ports({ sites }: ApacheVars, places: Places): readonly Resource[] {
  const wanted = listenAddresses(sites.flatMap((one) => one.listens))
  const preset = places.family === 'rhel' ? ['80'] : ['80', ...(usesTls(sites) ? ['443'] : [])]
  const same = wanted.length === preset.length && wanted.every((one) => preset.includes(one))
  const written = places.family === 'rhel' ? wanted.filter((one) => one !== '80') : wanted
  if (sites.length === 0 || same || written.length === 0) return []
  const content = configFile(written.map((one) => `Listen ${one}`))
  return [
    file({ path: places.ports, content, validate: places.validator }, { readableAfter: `package:${places.name}` }),
  ]
}
