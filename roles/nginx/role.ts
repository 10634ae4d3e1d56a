import { directory } from '../../engine/resources/directory.ts'
import { file } from '../../engine/resources/file.ts'
import { link } from '../../engine/resources/link.ts'
import { packageOf } from '../../engine/resources/package.ts'
import type { Resource } from '../../engine/resources/resource.ts'
import { service } from '../../engine/resources/service.ts'
import { defineRole } from '../contract.ts'
import { nginxChecks } from './checks.ts'
import { listenPort } from './listen.ts'
import { siteConfig, sitePath } from './site.ts'
import { type NginxVars, nginxVars, type Site } from './vars.ts'

const PACKAGE = { readableAfter: 'package:nginx' }
const DISTRIBUTION_SITE = '/etc/nginx/sites-enabled/default'

/** A web server. */
export default defineRole<NginxVars>({
  name: 'nginx',
  summary: 'A web server: sites as drop-in files, their folders and index pages.',
  vars: nginxVars,
  rules: [{ rule: 41, how: 'nginx -t before every reload; nginx.conf stays as it is, sites are drop-in files' }],
  resources({ vars: { sites }, host }) {
    const away = host.facts.families.includes('debian') ? distributionSite(sites) : []
    return [
      packageOf({ name: 'nginx' }),
      ...away,
      ...folders(sites).map((path) => directory({ path }, PACKAGE)),
      ...sites.flatMap(indexPage),
      ...sites.map((site) => file({ path: sitePath(site), content: siteConfig(site), validate: 'nginx -t' }, PACKAGE)),
      service({ name: 'nginx', reload_on: [...sites.map(sitePath), ...away.map((one) => one.id)] }, PACKAGE),
    ]
  },
  checks: nginxChecks,
})

/** Debian's own site is the default on port 80, of which there can be one: it goes while a site of ours is that. */
function distributionSite(sites: readonly Site[]): readonly Resource[] {
  const isOurs = sites.some((site) => site.isDefault && site.listens.some((listen) => listenPort(listen) === 80))
  return isOurs ? [link({ path: DISTRIBUTION_SITE, state: 'absent' }, PACKAGE)] : []
}

function folders(sites: readonly Site[]): readonly string[] {
  return [...new Set(sites.flatMap((site) => site.root ?? []))]
}

function indexPage({ root, content, index: [name] }: Site): readonly Resource[] {
  if (root === undefined || content === undefined) return []
  return [file({ path: `${root}/${name}`, content }, PACKAGE)]
}
