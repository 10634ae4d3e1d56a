import { directory } from '../../engine/resources/directory.ts'
import { file } from '../../engine/resources/file.ts'
import { link } from '../../engine/resources/link.ts'
import { packageOf } from '../../engine/resources/package.ts'
import type { Resource } from '../../engine/resources/resource.ts'
import { service } from '../../engine/resources/service.ts'
import { defineRole, type Lint, type Opening, type RoleContext } from '../contract.ts'
import { networkContains } from '../kit/addresses.ts'
import { certificateIds, certificateResources } from '../kit/certificates/files.ts'
import { warn } from '../kit/lints/lint.ts'
import { daemonPart } from '../kit/status/daemon.ts'
import { nonlocalBind } from '../kit/vip/nonlocal-bind.ts'
import { apacheChecks, apacheRemarks } from './checks.ts'
import { moduleResources, ports, serverName } from './config/server.ts'
import { siteConfig, sitePath } from './config/site.ts'
import { example } from './example.ts'
import { listenAddresses } from './listen.ts'
import { type Places, placesOf } from './places.ts'
import { type ApacheVars, apacheVars, type Site } from './vars/vars.ts'

const DISTRIBUTION_SITE = '/etc/apache2/sites-enabled/000-default.conf'

/** A real server with Apache httpd. */
export default defineRole<ApacheVars>({
  name: 'apache',
  example,
  summary: 'Apache httpd as a web server: one file per site, TLS, and the client address that a balancer reports.',
  vars: apacheVars,
  rules: [
    { rule: 32, how: 'only root can read certificates; only the balancers in real_ip are trusted' },
    { rule: 34, how: 'a listen on a virtual address sets ip_nonlocal_bind' },
    { rule: 41, how: "it warns of a listen on port 80 that the distribution's httpd.conf also has" },
  ],
  resources(context) {
    const { vars, host } = context
    const places = placesOf(host.facts)
    const after = { readableAfter: `package:${places.name}` }
    const listening = ports(vars, places)
    const before = [
      ...moduleResources(vars, places),
      serverName(host, places),
      ...(places.family === 'debian' ? distributionSite(vars.sites) : []),
    ]
    const sites = siteFiles(context, places)
    return [
      ...nonlocalBind(
        vars.sites.flatMap((site) => site.listens.map((one) => one.address)),
        host,
      ),
      packageOf({ name: places.name }),
      ...before,
      ...certificateResources(vars.certificates, {
        folder: places.certificates,
        validate: places.validator,
        ...after,
      }),
      ...folders(vars.sites).map((path) => directory({ path }, after)),
      ...vars.sites.flatMap((site) => indexPage(site, after)),
      ...listening,
      ...sites,
      service(
        {
          name: places.name,
          reload_on: [
            ...[...before, ...sites].map((one) => one.id),
            ...certificateIds(vars.certificates, places.certificates),
          ],
          // A graceful reload that moves a listen from every address to one, or back, ends Apache.
          restart_on: listening.map((one) => one.id),
        },
        after,
      ),
    ]
  },
  checks: apacheChecks,
  remarks: apacheRemarks,
  status: ({ host }) => [daemonPart(host.name, placesOf(host.facts).name)],
  lints: apacheLints,
  openings: ({ vars }) => vars.sites.flatMap(openings),
})

function siteFiles(context: RoleContext<ApacheVars>, places: Places): readonly Resource[] {
  const { vars, host } = context
  const { hostname } = host.facts
  const siteContext = {
    certificates: vars.certificates,
    places,
    hostname,
    find: (pattern: string) => context.hosts(pattern),
  }
  return vars.sites.map((site) =>
    file(
      { path: sitePath(site, places), content: siteConfig(site, siteContext), validate: places.validator },
      { readableAfter: `package:${places.name}` },
    ),
  )
}

/** Removes Debian's own site if a site of ours is the default on port 80. */
function distributionSite(sites: readonly Site[]): readonly Resource[] {
  const isOurs = sites.some((site) => site.isDefault && site.listens.some((listen) => listen.port === 80))
  return isOurs ? [link({ path: DISTRIBUTION_SITE, state: 'absent' }, { readableAfter: 'package:apache2' })] : []
}

function folders(sites: readonly Site[]): readonly string[] {
  return [...new Set(sites.flatMap((site) => site.root ?? []))]
}

function indexPage({ root, content, index: [name] }: Site, after: { readableAfter: string }): readonly Resource[] {
  if (root === undefined || content === undefined) return []
  return [file({ path: `${root}/${name}`, content }, after)]
}

/** httpd.conf of the RHEL family listens on port 80, and the role does not change it. */
function apacheLints({ vars: { sites }, host }: RoleContext<ApacheVars>): readonly Lint[] {
  const wanted = listenAddresses(sites.flatMap((one) => one.listens))
  if (placesOf(host.facts).family === 'debian' || sites.length === 0 || wanted.includes('80')) return []
  return [warn(41, `httpd.conf of ${host.name} also listens on port 80 of every address`)]
}

/** The ports of a site, without those on loopback addresses. */
function openings({ name, listens }: Site): readonly Opening[] {
  const outer = listens.filter(({ address = '' }) => address !== '::1' && !networkContains('127.0.0.0/8', address))
  return [...new Set(outer.map(({ port }) => port))].map((port) => ({ title: `site ${name}`, protocol: 'tcp', port }))
}
