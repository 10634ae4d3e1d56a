import { type LegacyKeys, ofEach } from '../../../engine/errors/legacy-keys.ts'
import { REQUIRE } from './lines.ts'

// Apache directives, also of 2.2, that tutorials write as keys, and what to write here instead.

const ACCESS = `write access control into extra; there ${REQUIRE}`
const REAL_IP = 'mod_rpaf is gone: write real_ip: { from: directors }'
const MAIN = "it is for the whole server: the role keeps the distribution's setting"

export const legacyTopNames: LegacyKeys = {
  ...ofEach(['VirtualHost', 'virtualhost', 'virtualhosts', 'virtual_hosts', 'vhosts'], 'write sites, a list'),
  ...ofEach(['NameVirtualHost'], 'every VirtualHost is name-based today: leave it out, and write sites'),
  ...ofEach(['Listen', 'listen'], 'it belongs in a site: sites: [{ listen: 80 }]'),
  ...ofEach(['DocumentRoot', 'root'], 'it belongs in a site: sites: [{ root: /srv/www }]'),
  ...ofEach(['ServerName', 'server_name'], 'it belongs in a site: sites: [{ server_name: www.example.com }]'),
  ...ofEach(['LoadModule', 'load_module'], 'write modules, a list'),
  ...ofEach(['KeepAlive', 'MaxClients', 'MaxRequestWorkers', 'StartServers', 'ServerRoot', 'User', 'Group'], MAIN),
}

export const legacySiteNames: LegacyKeys = {
  check: 'write verify',
  ServerName: 'write server_name',
  ...ofEach(['ServerAlias', 'server_alias', 'aliases'], 'write server_name, a list of all names'),
  ...ofEach(['DocumentRoot', 'document_root', 'docroot'], 'write root'),
  ...ofEach(['DirectoryIndex', 'directory_index'], 'write index'),
  ...ofEach(['Listen', 'port', 'VirtualHost', 'virtualhost'], 'write listen: 80, or listen: "443 ssl"'),
  ...ofEach(['NameVirtualHost'], 'every VirtualHost is name-based today: leave it out'),
  ...ofEach(['Order', 'Allow', 'Deny', 'Satisfy', 'order', 'allow', 'deny', 'Require', 'require'], ACCESS),
  ...ofEach(['rpaf', 'RPAFenable', 'RPAFproxy_ips', 'RPAFsethostname', 'RPAFheader'], REAL_IP),
  ...ofEach(['RemoteIPHeader', 'RemoteIPInternalProxy', 'remoteip'], 'write real_ip: { from: directors }'),
  ...ofEach(['CustomLog', 'LogFormat', 'custom_log', 'log_format'], 'write access_log: { path: …, format: … }'),
  ...ofEach(
    ['SSLEngine', 'ssl', 'SSLCertificateFile', 'SSLCertificateKeyFile', 'SSLCertificateChainFile'],
    'write listen: "443 ssl", tls: { certificate: NAME }, and certificates beside sites',
  ),
  ...ofEach(['Directory', 'directory', 'Location', 'location', 'Options', 'AllowOverride'], 'write it into extra'),
  ...ofEach(['ErrorLog', 'ServerAdmin', 'RewriteRule', 'rewrite', 'ProxyPass', 'proxy_pass'], 'write it into extra'),
}
