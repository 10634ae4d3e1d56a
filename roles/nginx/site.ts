import type { Site } from './vars.ts'

/** The drop-in file of a site: nginx.conf stays the distribution's (rule 41). */
export function siteConfig(site: Site): string {
  const directives = [
    ...site.listens.map((listen) => `listen ${listen}${site.isDefault ? ' default_server' : ''};`),
    `server_name ${site.serverNames.length > 0 ? site.serverNames.join(' ') : '_'};`,
    ...(site.root === undefined ? [] : [`root "${site.root}";`]),
    `index ${site.index.join(' ')};`,
    ...(site.extra === undefined || site.extra === '' ? [] : site.extra.split('\n')),
  ]
  const body = directives.map((line) => (line === '' ? '' : `    ${line}`))
  return [
    '# Written by evenkeel. What is changed here is put back by its next apply.',
    'server {',
    ...body,
    '}',
    '',
  ].join('\n')
}

/** Where it lies. */
export function sitePath(site: Site): string {
  return `/etc/nginx/conf.d/${site.name}.conf`
}
