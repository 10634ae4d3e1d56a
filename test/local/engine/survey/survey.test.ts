import test from 'ava'
import { surveyHost } from '../../../../engine/survey/survey.ts'
import { LocalHost } from '../../../support/local-host.ts'

test('surveyHost() ends after its seconds, and hears what tcpdump prints on each interface', async (t) => {
  const host = await LocalHost.make('survey')
  t.teardown(() => host.remove())
  await host.pretend(
    'ip',
    'printf "2: eth0    inet 10.0.0.1/24 scope global eth0\\n3: eth1@if4    inet 10.1.0.1/24 scope global\\n"',
  )
  await host.pretend(
    'tcpdump',
    'echo "IP 10.0.0.66 > 224.0.0.18: VRRPv2, Advertisement, vrid 77, prio 1, length 20"; exec sleep 30',
  )
  await host.pretend('ss', 'echo "tcp LISTEN 0 128 0.0.0.0:80 0.0.0.0:* users:((\\"nginx\\",pid=1,fd=3))"')
  await host.pretend('nft', 'echo "type filter hook input priority filter; policy drop;"')
  const before = Date.now()
  const survey = await surveyHost(host.connect(), 1)
  t.true(Date.now() - before < 10_000)
  t.deepEqual(survey.adverts?.heard, [
    { interface: 'eth0', from: '10.0.0.66', routerId: 77 },
    { interface: 'eth1', from: '10.0.0.66', routerId: 77 },
  ])
  t.deepEqual(survey.listeners, [{ protocol: 'tcp', address: '0.0.0.0', port: 80, program: 'nginx' }])
  t.is(survey.firewall, 'nftables')
  t.is(survey.clockAhead, 0)
})
