import test from 'ava'
import { failureIn, readMachineLine, runningIn, textOf } from '../../../lab/vagrant/machine-readable.ts'

const linesOf = (output: string) => output.split('\n').flatMap((line) => readMachineLine(line) ?? [])

/** Of Vagrant 2.3.4 with libvirt. */
const STATUS = linesOf(`1796064094,lb1,metadata,provider,libvirt
1796064095,web1,metadata,provider,libvirt
1796064096,lb1,provider-name,libvirt
1796064096,lb1,state,running
1796064096,lb1,state-human-short,running
1796064096,lb1,state-human-long,The Libvirt domain is running. To stop this machine%!(VAGRANT_COMMA) you can run\\n\`vagrant halt\`. To destroy the machine%!(VAGRANT_COMMA) you can run \`vagrant destroy\`.
1796064096,web1,provider-name,libvirt
1796064096,web1,state,not_created
1796064096,web1,state-human-short,not created
1796064096,web1,state-human-long,The Libvirt domain is not created. Run \`vagrant up\` to create it.
1796064096,,ui,info,Current machine states:\\n\\nlb1                       running (libvirt)\\nweb1                      not created (libvirt)
`)

const REFUSED =
  linesOf(`1796064689,,ui,error,The provider 'nonesuch' could not be found%!(VAGRANT_COMMA) but was requested to\\nback the machine 'lb1'.
1796064689,,error-exit,Vagrant::Errors::ProviderNotFound,The provider 'nonesuch' could not be found%!(VAGRANT_COMMA) but was requested to\\nback the machine 'lb1'.
`)

test('readMachineLine() reads commas and line ends in data', (t) => {
  t.deepEqual(readMachineLine('1796064096,web1,ui,info,one%!(VAGRANT_COMMA)\\ntwo'), {
    target: 'web1',
    type: 'ui',
    data: ['info', 'one,\ntwo'],
  })
})

for (const line of ['', 'a warning of Ruby', 'Vagrant failed, sadly, here'])
  test(`readMachineLine() leaves out ${JSON.stringify(line)}`, (t) => t.is(readMachineLine(line), undefined))

test('runningIn() finds the machines that run', (t) => t.deepEqual(runningIn(STATUS), ['lb1']))

test('textOf() returns the lines for people', (t) => {
  t.deepEqual(STATUS.flatMap(textOf), [
    'Current machine states:',
    'lb1                       running (libvirt)',
    'web1                      not created (libvirt)',
  ])
})

test("failureIn() returns Vagrant's own words once", (t) => {
  t.is(failureIn(REFUSED), "The provider 'nonesuch' could not be found, but was requested to\nback the machine 'lb1'.")
  t.is(failureIn(REFUSED.slice(0, 1)), failureIn(REFUSED))
  t.is(failureIn(STATUS), undefined)
})
