import { file } from '../../../engine/resources/file.ts'
import { link } from '../../../engine/resources/link.ts'
import { packageOf } from '../../../engine/resources/package.ts'
import type { Resource } from '../../../engine/resources/resource.ts'
import type { HostView } from '../../contract.ts'
import { configFile } from '../../kit/config-text.ts'
import { listenAddresses } from '../listen.ts'
import { filesOf, type ModuleName, modulesOfLines, packagesOf, withNeeded } from '../modules.ts'
import type { Places } from '../places.ts'
import type { ApacheVars } from '../vars/vars.ts'

/** The modules that the sites and lines of the user's own need and that the distribution does not load. */
export function moduleResources(vars: ApacheVars, places: Places): readonly Resource[] {
  const after = { readableAfter: `package:${places.name}` }
  const modules = neededModules(vars)
  if (places.family === 'rhel')
    return packagesOf(modules).flatMap((name) => (name === 'mod_ssl' ? rhelTls(places) : [packageOf({ name })]))
  return modules
    .flatMap(filesOf)
    .map((name) => link({ path: `/etc/apache2/mods-enabled/${name}`, target: `../mods-available/${name}` }, after))
}

function neededModules({ modules, sites }: ApacheVars): readonly ModuleName[] {
  const own = sites.flatMap(({ extra }) => modulesOfLines(extra))
  const headers = sites.some(
    (one) => Object.keys(one.headers).length > 0 || one.tls?.hsts !== undefined || one.real_ip?.scheme,
  )
  return withNeeded([
    ...modules,
    ...own,
    ...(headers ? (['headers'] as const) : []),
    ...(sites.some((one) => one.real_ip !== undefined) ? (['remoteip'] as const) : []),
    ...(sites.some((one) => one.redirect_to_https) ? (['rewrite'] as const) : []),
    ...(sites.some((one) => one.tls !== undefined) ? (['ssl'] as const) : []),
  ])
}

/** Replaces the package's ssl.conf: it has a default site, with a certificate that is made at httpd's first start. */
function rhelTls({ validator }: Places): readonly Resource[] {
  const content = configFile(['SSLSessionCache shmcb:/run/httpd/sslcache(512000)', 'SSLSessionCacheTimeout 300'])
  return [
    packageOf({ name: 'mod_ssl' }),
    file({ path: '/etc/httpd/conf.d/ssl.conf', content, validate: validator }, { readableAfter: 'package:mod_ssl' }),
  ]
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
export function ports(vars: ApacheVars, places: Places): readonly Resource[] {
  const { sites } = vars
  const wanted = listenAddresses(sites.flatMap((one) => one.listens))
  const preset = places.family === 'rhel' ? ['80'] : ['80', ...(neededModules(vars).includes('ssl') ? ['443'] : [])]
  const same = wanted.length === preset.length && wanted.every((one) => preset.includes(one))
  const written = places.family === 'rhel' ? wanted.filter((one) => one !== '80') : wanted
  if (sites.length === 0 || same || written.length === 0) return []
  const content = configFile(written.map((one) => `Listen ${one}`))
  return [
    file({ path: places.ports, content, validate: places.validator }, { readableAfter: `package:${places.name}` }),
  ]
}
