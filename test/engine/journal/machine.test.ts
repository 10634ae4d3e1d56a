import test from 'ava'
import { machineOf, machineRecordAfter } from '../../../engine/journal/machine.ts'

test('machineOf() differs for clones that share either the machine-id or the hardware', (t) => {
  const machines = [
    machineOf('a', '1'),
    machineOf('a', '2'),
    machineOf('b', '1'),
    machineOf('', '1'),
    machineOf('1', ''),
  ]
  t.is(new Set(machines).size, machines.length)
  t.is(machineOf('a', 'F0'), machineOf('a', 'f0'))
  t.is(machineOf('', ''), undefined)
})

test('machineRecordAfter() keeps all names, the present one last', (t) => {
  const names = ['a', 'b', 'c']
  t.deepEqual(machineRecordAfter('b', 'm', { machine: 'm', names }).names, ['a', 'c', 'b'])
  t.deepEqual(machineRecordAfter('b', 'm', undefined).names, ['b'])
})
