import test from 'ava'
import { judgeDaemon, syncDaemonChecks } from '../../../../roles/keepalived/checks/sync-daemon.ts'
import { keepalivedVars } from '../../../../roles/keepalived/vars/vars.ts'
import { fixture, lookResult } from '../../fixture.ts'

const expected = { vip: '10.77.0.100', interface: 'vec0', id: 51 }
const daemon = (state: string, more = '') => lookResult('lb1', `${state} sync daemon (mcast=vec0, syncid=51${more})`)

for (const [what, printed, holder, holds] of [
  ['a holder that sends', daemon('master'), 'lb1', true],
  ['a holder of a newer kernel', daemon('master', ', maxlen=1472, group=224.0.0.81, port=8848, ttl=1'), 'lb1', true],
  ['a holder that receives only', daemon('backup'), 'lb1', false],
  ['a backup that receives', daemon('backup'), 'lb2', true],
  ['a backup that sends', daemon('master'), 'lb2', false],
  ['another id', lookResult('lb1', 'master sync daemon (mcast=vec0, syncid=52)'), 'lb1', false],
  ['no daemon', lookResult('lb1', ''), 'lb1', false],
  ['no ipvsadm', lookResult('lb1', 'ipvsadm: not found', 127), 'lb1', false],
] as const) {
  test(`judgeDaemon() judges ${what}`, (t) => {
    const addresses = lookResult('lb1', fixture(`good-${holder}.txt`))
    const verdict = judgeDaemon(expected, { daemon: printed, addresses })
    t.is(verdict.holds, holds, verdict.saw)
  })
}

test('syncDaemonChecks() asks every director, if there is a daemon', (t) => {
  const instances = [{ name: 'web', vip: '10.77.0.100', router_id: 51 }]
  const lvs_sync_daemon = { interface: 'vec0', instance: 'web' }
  const vars = keepalivedVars.parse({ instances, global: { lvs_sync_daemon } })
  t.is(syncDaemonChecks(vars, ['lb1', 'lb2']).length, 2)
  t.deepEqual(syncDaemonChecks(keepalivedVars.parse({ instances }), ['lb1']), [])
})
