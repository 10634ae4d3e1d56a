import test from 'ava'
import { selinuxBoolean } from '../../../../engine/resources/selinux-boolean.ts'
import { sh } from '../../../../engine/shell.ts'
import { Scratch, shells } from '../../../support/scratch.ts'

const described = selinuxBoolean({ name: 'haproxy_connect_any' })

for (const shell of shells) {
  test(`selinuxBoolean() reads that the kernel has no SELinux under ${shell.join(' ')}`, (t) => {
    using host = new Scratch(shell)
    t.deepEqual(host.state(described), { noSelinux: true })
  })

  test(`forget_selinux_boolean uses semanage if the host has it under ${shell.join(' ')}`, (t) => {
    using host = new Scratch(shell)
    const tools = sh`semanage() { echo "semanage $*"; }\nsetsebool() { echo "setsebool $*"; }`
    const forget = sh`forget_selinux_boolean haproxy_connect_any off`
    t.is(
      host.run(sh`${tools}\nhas() { true; }\n${forget}`, '-eu').output,
      'semanage boolean -d haproxy_connect_any\nsetsebool haproxy_connect_any off\n',
    )
    t.is(host.run(sh`${tools}\nhas() { false; }\n${forget}`, '-eu').output, 'setsebool -P haproxy_connect_any off\n')
  })
}
