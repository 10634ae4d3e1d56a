import test from 'ava'
import { coresIn } from '../../../lab/uml/cores.ts'

test('coresIn() reads the cores that a process may use', (t) => {
  t.deepEqual(coresIn('Name:\tnode\nCpus_allowed:\tf\nCpus_allowed_list:\t0-3\n'), [0, 1, 2, 3])
  t.deepEqual(coresIn('Cpus_allowed_list:\t0-1,4,6-7\n'), [0, 1, 4, 6, 7])
  t.deepEqual(coresIn('Cpus_allowed_list:\t5\n'), [5])
})
