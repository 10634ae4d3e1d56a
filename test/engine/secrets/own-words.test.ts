import test from 'ava'
import { hostOutcomeLines } from '../../../cli/view/host-outcomes.ts'
import { printJson } from '../../../cli/view/json.ts'
import { Secret } from '../../../engine/secrets.ts'
import { fakeIo } from '../../cli/fake-io.ts'
import { plain } from '../../cli/view/paints.ts'

// Not beside the tests of cli/: those share a process, and its secrets.
for (const word of ['committed', 'web1', 'step-failed', 'apply', 'nginx', 'sysctl', 'pa55-w0rd'])
  new Secret(word, 'test')

function printed(data: unknown): string {
  const io = fakeIo()
  printJson(io.stdout, data)
  return io.out()
}

test('printJson() prints the words of evenkeel and the names of hosts although a secret reads like them', (t) => {
  const report = {
    type: 'step-failed',
    outcome: 'committed',
    hosts: [{ host: 'web1', outcome: 'committed', detail: 'it said: committed' }],
    members: { hosts: ['web1'] },
    changes: [{ id: 'package:nginx', kind: 'package', name: 'nginx', before: { state: 'committed', host: 'web1' } }],
    command: 'apply',
  }
  t.deepEqual(JSON.parse(printed(report)), {
    ...report,
    hosts: [{ host: 'web1', outcome: 'committed', detail: 'it said: ***' }],
    changes: [{ id: 'package:nginx', kind: 'package', name: 'nginx', before: { state: '***', host: '***' } }],
  })
})

test('an outcome is printed although a secret reads like it', (t) => {
  const host = { host: 'web1', outcome: 'committed' } as const
  t.deepEqual(hostOutcomeLines([{ ...host, detail: 'pa55-w0rd, committed' }], plain), [
    'web1  ✓ as described: ***, ***',
  ])
})
