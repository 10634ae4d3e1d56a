import { testUnderLoad } from '../changing-under-load.ts'

testUnderLoad({
  playbook: 'playbooks/haproxy-tls.yml',
  inventory: 'inventory/haproxy-tls.yml',
  target: { url: 'https://www.example.com/', address: '10.77.0.100' },
  balancers: ['lb1', 'lb2'],
  unit: 'haproxy',
  servers: ['web1'],
  added: 'web2',
  certificate: '/etc/haproxy/certs/site.self-signed.pem',
})
