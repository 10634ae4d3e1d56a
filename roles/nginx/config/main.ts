import type { Facts } from '../../../engine/facts.ts'
import type { Text } from '../../../engine/secrets.ts'
import { block, configFile, type Lines } from '../../kit/config-text.ts'
import type { Workers } from '../vars/main.ts'

type Release = Pick<Facts, 'families' | 'distribution' | 'version'>

/** The distribution's nginx.conf with other numbers for its workers, for users who ask for that (rule 41). */
export function mainConfig(workers: Workers, release: Release): Text {
  const { connections, open_files: files = 2 * connections } = workers
  const isDebian = release.families.includes('debian')
  return configFile(
    [
      `user ${isDebian ? 'www-data' : 'nginx'};`,
      `worker_processes ${workers.processes};`,
      `worker_rlimit_nofile ${files};`,
      'pid /run/nginx.pid;',
      'error_log /var/log/nginx/error.log;',
      `include ${isDebian ? '/etc/nginx/modules-enabled' : '/usr/share/nginx/modules'}/*.conf;`,
    ],
    block('events', [`worker_connections ${connections};`]),
    block('http', isDebian ? debianHttp(release) : RHEL_HTTP),
  )
}

function debianHttp({ distribution, version }: Release): Lines {
  const isNew = distribution !== 'debian' || version === '' || Number.parseFloat(version) >= 13
  return [
    'sendfile on;',
    'tcp_nopush on;',
    'types_hash_max_size 2048;',
    ...(isNew ? ['server_tokens off;'] : []),
    'include /etc/nginx/mime.types;',
    'default_type application/octet-stream;',
    `ssl_protocols ${isNew ? '' : 'TLSv1 TLSv1.1 '}TLSv1.2 TLSv1.3;`,
    `ssl_prefer_server_ciphers ${isNew ? 'off' : 'on'};`,
    'access_log /var/log/nginx/access.log;',
    'gzip on;',
    'include /etc/nginx/conf.d/*.conf;',
    'include /etc/nginx/sites-enabled/*;',
  ]
}

const RHEL_HTTP: Lines = [
  `log_format main '$remote_addr - $remote_user [$time_local] "$request" '`,
  `                '$status $body_bytes_sent "$http_referer" '`,
  `                '"$http_user_agent" "$http_x_forwarded_for"';`,
  'access_log /var/log/nginx/access.log main;',
  'sendfile on;',
  'tcp_nopush on;',
  'keepalive_timeout 65;',
  'types_hash_max_size 4096;',
  'include /etc/nginx/mime.types;',
  'default_type application/octet-stream;',
  'include /etc/nginx/conf.d/*.conf;',
  ...block('server', [
    'listen 80;',
    'listen [::]:80;',
    'server_name _;',
    'root /usr/share/nginx/html;',
    'include /etc/nginx/default.d/*.conf;',
  ]),
]
