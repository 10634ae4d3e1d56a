import { testUnderLoad } from '../changing-under-load.ts'

testUnderLoad({
  playbook: 'playbooks/lvs-dr.yml',
  inventory: 'inventory/lab.yml',
  prepare: (playbook) => playbook.replace('scheduler: rr', 'scheduler: wrr'),
  target: { url: 'http://10.77.0.100/' },
  balancers: ['lb1', 'lb2'],
  unit: 'keepalived',
  servers: ['web1'],
  added: 'web2',
})
