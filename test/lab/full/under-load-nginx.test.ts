import { testUnderLoad } from '../changing-under-load.ts'

testUnderLoad({
  playbook: 'playbooks/nginx-http.yml',
  inventory: 'inventory/nginx-http.yml',
  target: { url: 'http://10.77.0.100/' },
  balancers: ['lb1', 'lb2'],
  unit: 'nginx',
  servers: ['web1'],
  added: 'web2',
})
