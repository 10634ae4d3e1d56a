import test from 'ava'
import { sh } from '../../../../engine/shell.ts'
import { Scratch, shells } from '../../../support/scratch.ts'

for (const shell of shells) {
  test(`networkInterface() reads an interface of this machine, and skips an absent one, under ${shell.join(' ')}`, (t) => {
    using host = new Scratch(shell)
    t.regex(host.run(sh`read_interface lo`, '-eu').output, /^live (up|down) \d+\n$/)
    t.deepEqual(host.run(sh`read_interface none0; remove_interface none0`, '-eu'), { status: 0, output: '' })
  })
}
