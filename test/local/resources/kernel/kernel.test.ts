import test from 'ava'
import { sysctl } from '../../../../engine/resources/sysctl.ts'
import { type Sh, sh } from '../../../../engine/shell.ts'
import { Scratch, shells } from '../../../support/scratch.ts'

for (const shell of shells) {
  const loads = sh`
cut() { echo other; }
modprobe() { :; }
rmmod() { false; }
module_is_loaded() { false; }
load_module loop
module_is_loaded() { true; }`
  const leaves = sh`leave_module loop "$EVENKEEL_HOME/modules/loop"`
  const reads = sh`read_module loop /none /none`

  test(`kernelModule() counts a module that cannot be unloaded as absent until the next boot under ${shell.join(' ')}`, (t) => {
    using host = new Scratch(shell)
    const outputOf = (script: Sh) => host.run(script, '-eu').output
    t.is(outputOf(sh`${loads}\n${reads}`), 'loaded yes\nboot no\n')
    t.is(outputOf(sh`${loads}\n${leaves}\n${reads}`), 'loop stays loaded: something uses it\nloaded no\nboot no\n')
    t.is(outputOf(sh`module_is_loaded() { true; }\n${reads}`), 'loaded no\nboot no\n')
    t.is(outputOf(sh`${loads}\n${leaves} >/dev/null\nload_module loop\n${reads}`), 'loaded yes\nboot no\n')
    const anotherBoot = sh`${loads}\n${leaves} >/dev/null\necho another >"$EVENKEEL_HOME/modules/loop.left"`
    t.is(outputOf(sh`${anotherBoot}\n${reads}`), 'loaded yes\nboot no\n')
  })

  test(`kernelModule() leaves a module that was loaded before the run under ${shell.join(' ')}`, (t) => {
    using host = new Scratch(shell)
    const script = sh`${leaves}\nmodule_is_loaded() { true; }\n${reads}`
    t.is(host.run(script, '-eu').output, 'loop stays loaded: something uses it\nloaded yes\nboot no\n')
  })
}

test('sysctl() is not yet readable while its module is not loaded', (t) => {
  using host = new Scratch(['sh'])
  const reading = host.read(sysctl({ name: 'net.ipv4.no_such_key', value: 1 }))
  t.deepEqual(reading, { notYet: 'the kernel has no net.ipv4.no_such_key (yet)' })
})

test('sysctl() reads a key of this kernel', (t) => {
  using host = new Scratch(['sh'])
  const reading = host.read(sysctl({ name: 'kernel.ostype', value: 'Linux' }))
  t.deepEqual(reading, { state: { live: 'Linux', persisted: null } })
})

for (const shell of shells) {
  test(`address() runs no command on an absent interface, which would load its module, under ${shell.join(' ')}`, (t) => {
    using host = new Scratch(shell)
    const commands = sh`ip() { echo "asked $*" >&2; }
read_address 10.0.0.9/32 none0; remove_address 10.0.0.9/32 none0; read_address 10.0.0.9/32 lo`
    const { output } = host.run(commands, '-eu')
    t.is(output.replace(/asked .*\n/, ''), 'live no\nlive no\n')
    t.notRegex(output, /none0/)
  })
}
