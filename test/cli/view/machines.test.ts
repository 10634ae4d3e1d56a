import test from 'ava'
import { machineTexts, onMachines } from '../../../cli/view/machines.ts'
import type { PlannedHost } from '../../../engine/plan/plan.ts'

const planned = (host: string, at?: string): PlannedHost => ({ host, at, changes: [], unchanged: 0, triggers: [] })
const WEB = [1, 2, 3, 4, 5, 6].map((number) => planned(`web${number}`, `192.0.2.${number}:22`))

test('machineTexts() names each host of a plan once, with its machine', (t) => {
  const [first = planned('web1'), second = planned('web2')] = WEB
  t.deepEqual(machineTexts([first, second, first, planned('local')]), ['web1 (192.0.2.1:22)', 'web2 (192.0.2.2:22)'])
})

test('onMachines() names the first hosts, and counts the others', (t) => {
  t.is(onMachines(WEB.slice(0, 1)), ' on web1 (192.0.2.1:22)')
  t.regex(onMachines(WEB), /^ on web1 \(192\.0\.2\.1:22\), .*web4 \(192\.0\.2\.4:22\) and 2 more$/)
  t.is(onMachines([planned('local')]), '')
})
