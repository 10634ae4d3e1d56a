import test from 'ava'
import { withCountedProcesses } from '../../../roles/keepalived/count-processes.ts'
import { keepalivedVars } from '../../../roles/keepalived/vars/vars.ts'

const vars = keepalivedVars.parse({
  instances: [{ name: 'web', vip: '10.77.0.100', router_id: 51, track_process: ['sshd'] }],
  balancer: 'nginx',
  track_processes: [{ name: 'sshd', process: '/usr/sbin/sshd -D', quorum: 2, delay: 0.5, weight: -20 }],
})

test('withCountedProcesses() changes nothing on a kernel that reports processes', (t) => {
  t.is(withCountedProcesses(vars, { processEvents: true }), vars)
})

test('withCountedProcesses() counts with the delay and weight of the track', (t) => {
  const counted = withCountedProcesses(vars, { processEvents: false })
  t.deepEqual(counted.track_processes, [])
  t.deepEqual(
    counted.instances.map((one) => [one.track_process, one.track_script]),
    [[[], ['count_sshd', 'count_nginx']]],
  )
  t.deepEqual(
    counted.track_scripts.map(({ script, interval, timeout, fall, weight }) => [
      script,
      interval,
      timeout,
      fall,
      weight,
    ]),
    [
      ['/etc/keepalived/count-processes 2 /usr/sbin/sshd -D', 1, 30, 1, -20],
      ['/etc/keepalived/count-processes 1 nginx', 1, 30, 2, 0],
    ],
  )
})
