import { accepts, type LegacyForm, refusesLegacy } from './legacy-forms.ts'

const site = (more: string) => `{ sites: [{ ${more} }] }`
const extra = (lines: string) => site(`extra: "${lines}"`)
const REQUIRE = 'write Require all granted, Require all denied or Require ip 10.0.0.0/8'

const KEYS: readonly LegacyForm[] = [
  ['{ NameVirtualHost: "*:80" }', 'NameVirtualHost', 'leave it out, and write sites'],
  ['{ vhosts: [] }', 'vhosts', 'write sites, a list'],
  ['{ Listen: 80 }', 'Listen', 'sites: [{ listen: 80 }]'],
  ['{ KeepAlive: on }', 'KeepAlive', "keeps the distribution's"],
  [site('ServerName: a.example'), 'ServerName', 'write server_name'],
  [site('DocumentRoot: /srv'), 'DocumentRoot', 'write root'],
  [site('Order: "allow,deny"'), 'Order', REQUIRE],
  [site('RPAFproxy_ips: 10.0.0.1'), 'RPAFproxy_ips', 'write real_ip: { from: directors }'],
  [site('LogFormat: common'), 'LogFormat', 'write access_log'],
  [site('SSLEngine: on'), 'SSLEngine', 'write listen: "443 ssl", tls: { certificate: NAME }'],
]

const LINES: readonly LegacyForm[] = [
  [
    extra('<Directory /srv>\\n Order allow,deny\\n Allow from all\\n</Directory>'),
    '"<Dir',
    `"Order allow,deny": this is Apache 2.2 syntax`,
  ],
  [
    extra('<Directory /srv>\\n Order allow,deny\\n Allow from all\\n</Directory>'),
    '"<Dir',
    `"Allow from all": this is Apache 2.2 syntax`,
  ],
  [extra('<Location />\\ndeny from 10.0.0.1\\n</Location>'), '"<Loc', REQUIRE],
  [extra('NameVirtualHost *:80'), '"Name', 'leave it out'],
  [extra('RPAFenable On'), '"RPAF', 'write real_ip'],
  [extra('<IfModule mod_rpaf-2.0.c>\\n</IfModule>'), '"<If', 'write real_ip'],
  [extra('LoadModule rpaf_module x.so'), '"Load', 'write modules'],
  [extra('AuthzLDAPAuthoritative off'), '"Authz', 'Require decides'],
]

refusesLegacy('apache', [...KEYS, ...LINES])

accepts('apache', [
  extra('AuthBasicAuthoritative Off\\nRequire valid-user'),
  extra('# Order allow,deny\\nOptions -Indexes'),
  extra('SSLProtocol -all +TLSv1.2 +TLSv1.3'),
  extra('<IfModule mod_headers.c>\\nHeader set X-Served-By a\\n</IfModule>'),
])
