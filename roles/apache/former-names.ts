import type { FormerKeys } from '../../engine/errors/former-keys.ts'
import { REQUIRE } from './obsolete.ts'

// Apache's own directives, those of 2.2 too, where tutorials make keys of them, and what is written here instead.

/** The same words at several keys, as Apache writes them and as keys are written here. */
function each(keys: readonly string[], said: string): FormerKeys {
  return Object.fromEntries(keys.map((key) => [key, said]))
}

const ACCESS = `write what a folder allows into extra; there ${REQUIRE}`
const REAL_IP = 'mod_rpaf is gone: write real_ip: { from: directors }'
const MAIN = "it is for the whole server, and stays the distribution's"

export const formerTopNames: FormerKeys = {
  ...each(['VirtualHost', 'virtualhost', 'virtualhosts', 'virtual_hosts', 'vhosts'], 'write sites, a list'),
  ...each(['NameVirtualHost'], 'every VirtualHost is by name today: leave it out, and write sites'),
  ...each(['Listen', 'listen'], 'it stands in a site: sites: [{ listen: 80 }]'),
  ...each(['DocumentRoot', 'root'], 'it stands in a site: sites: [{ root: /srv/www }]'),
  ...each(['ServerName', 'server_name'], 'it stands in a site: sites: [{ server_name: www.example.com }]'),
  ...each(['LoadModule', 'load_module'], 'write modules, a list'),
  ...each(['KeepAlive', 'MaxClients', 'MaxRequestWorkers', 'StartServers', 'ServerRoot', 'User', 'Group'], MAIN),
}

export const formerSiteNames: FormerKeys = {
  ServerName: 'write server_name',
  ...each(['ServerAlias', 'server_alias', 'aliases'], 'write server_name, a list of all names'),
  ...each(['DocumentRoot', 'document_root', 'docroot'], 'write root'),
  ...each(['DirectoryIndex', 'directory_index'], 'write index'),
  ...each(['Listen', 'port', 'VirtualHost', 'virtualhost'], 'write listen: 80, or listen: "443 ssl"'),
  ...each(['NameVirtualHost'], 'every VirtualHost is by name today: leave it out'),
  ...each(['Order', 'Allow', 'Deny', 'Satisfy', 'order', 'allow', 'deny', 'Require', 'require'], ACCESS),
  ...each(['rpaf', 'RPAFenable', 'RPAFproxy_ips', 'RPAFsethostname', 'RPAFheader'], REAL_IP),
  ...each(['RemoteIPHeader', 'RemoteIPInternalProxy', 'remoteip'], 'write real_ip: { from: directors }'),
  ...each(['CustomLog', 'LogFormat', 'custom_log', 'log_format'], 'write access_log: { path: …, format: … }'),
  ...each(
    ['SSLEngine', 'ssl', 'SSLCertificateFile', 'SSLCertificateKeyFile', 'SSLCertificateChainFile'],
    'write listen: "443 ssl", tls: { certificate: NAME }, and certificates beside sites',
  ),
  ...each(['Directory', 'directory', 'Location', 'location', 'Options', 'AllowOverride'], 'write it into extra'),
  ...each(['ErrorLog', 'ServerAdmin', 'RewriteRule', 'rewrite', 'ProxyPass', 'proxy_pass'], 'write it into extra'),
}
