import { file } from '../../../engine/resources/file.ts'
import { link } from '../../../engine/resources/link.ts'
import { packageOf } from '../../../engine/resources/package.ts'
import type { Resource } from '../../../engine/resources/resource.ts'
import type { HostView } from '../../contract.ts'
import { listenAddresses } from '../listen.ts'
import type { Places } from '../places.ts'
import type { ApacheVars, Site } from '../vars/vars.ts'

const HEAD = '# Written by evenkeel. What is changed here is put back by its next apply.\n'

/** The modules that the sites need, over those that the distribution loads. */
export function moduleResources(vars: ApacheVars, places: Places): readonly Resource[] {
  const after = { readableAfter: `package:${places.name}` }
  if (places.family === 'rhel') return usesTls(vars.sites) ? rhelTls(places) : []
  const folder = '/etc/apache2'
  const names = [...new Set([...vars.modules.flatMap(withNeeds), ...neededModules(vars.sites)])]
  return names.map((name) =>
    link({ path: `${folder}/mods-enabled/${name}`, target: `../mods-available/${name}` }, after),
  )
}

/** Files of mods-available; some modules need others. */
function withNeeds(name: string): readonly string[] {
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

/** The package's own ssl.conf brings a default site with a certificate that is made when httpd first starts. */
function rhelTls({ validator }: Places): readonly Resource[] {
  const content = `${HEAD}SSLSessionCache shmcb:/run/httpd/sslcache(512000)\nSSLSessionCacheTimeout 300\n`
  return [
    packageOf({ name: 'mod_ssl' }),
    file({ path: '/etc/httpd/conf.d/ssl.conf', content, validate: validator }, { readableAfter: 'package:mod_ssl' }),
  ]
}

function usesTls(sites: readonly Site[]): boolean {
  return sites.some((one) => one.tls !== undefined)
}

/** Without a name of its own Apache asks the resolver for one, and warns. */
export function serverName({ facts, name }: HostView, { server, validator, name: apache }: Places): Resource {
  const content = `${HEAD}ServerName ${facts?.hostname ?? name}\n`
  return file({ path: server, content, validate: validator }, { readableAfter: `package:${apache}` })
}

/**
 * The addresses that it listens on, where they are others than the distribution's: Debian's ports.conf has nothing
 * else in it; httpd.conf of RHEL's family listens on port 80 by itself.
 */
export function ports({ sites }: ApacheVars, places: Places): readonly Resource[] {
  const wanted = listenAddresses(sites.flatMap((one) => one.listens))
  const given = places.family === 'rhel' ? ['80'] : ['80', ...(usesTls(sites) ? ['443'] : [])]
  const same = wanted.length === given.length && wanted.every((one) => given.includes(one))
  const written = places.family === 'rhel' ? wanted.filter((one) => one !== '80') : wanted
  if (sites.length === 0 || same || written.length === 0) return []
  const content = `${HEAD}${written.map((one) => `Listen ${one}\n`).join('')}`
  return [
    file({ path: places.ports, content, validate: places.validator }, { readableAfter: `package:${places.name}` }),
  ]
}
