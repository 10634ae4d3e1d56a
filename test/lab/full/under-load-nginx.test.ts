import { testUnderLoad } from '../changing-under-load.ts'

testUnderLoad({
  playbook: 'playbooks/nginx-http.yml',
  inventory: 'inventory/nginx-http.yml',
  prepare: withTls,
  target: { url: 'https://www.example.com/', address: '10.77.0.100' },
  balancers: ['lb1', 'lb2'],
  unit: 'nginx',
  servers: ['web1'],
  added: 'web2',
  certificate: '/etc/nginx/certificates/site.self-signed.pem',
})

/** The balancers serve https instead, with a certificate that can be renewed. */
function withTls(playbook: string): string {
  return playbook
    .replace(/^( +)upstreams:/m, '$1certificates: [{ name: site, self_signed: [www.example.com] }]\n$&')
    .replace(/^( +)listen: 80(?=\n +default: true)/m, '$1listen: 443 ssl\n$1tls: { certificate: site }')
}
