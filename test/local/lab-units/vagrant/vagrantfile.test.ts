import { spawnSync } from 'node:child_process'
import { homedir } from 'node:os'
import test from 'ava'
import type { LabHost, Layout } from '../../../../lab/layout.ts'
import { labPlace } from '../../../../lab/place.ts'
import { vagrantfile } from '../../../../lab/vagrant/vagrantfile.ts'

const place = labPlace('/inventories/hosts.yml', { XDG_STATE_HOME: '/state' })

function host(name: string, address: string, more: Partial<LabHost> = {}): LabHost {
  return {
    name,
    position: 0,
    address,
    port: undefined,
    user: 'root',
    alias: undefined,
    identityFile: undefined,
    image: 'default',
    box: undefined,
    provider: undefined,
    memory: 512,
    role: 'server',
    addresses: [{ address, prefix: 24 }],
    ...more,
  }
}

function fileOf(...hosts: readonly LabHost[]): string {
  const subnets: Layout['subnets'] = [
    { network: '10.77.0.0', prefix: 24, controller: '10.77.0.1' },
    { network: '10.78.0.0', prefix: 25, controller: '10.78.0.1' },
  ]
  return vagrantfile({ place, layout: { hosts, subnets } })
}

const judge = (content: string) => spawnSync('ruby', ['-c'], { input: content, encoding: 'utf8' })

test('vagrantfile() has a machine for each host, with its box, memory and addresses', (t) => {
  const web1 = host('web1', '10.77.0.21', {
    box: 'generic/alma9',
    provider: 'libvirt',
    memory: 1024,
    addresses: [
      { address: '10.77.0.21', prefix: 24 },
      { address: '10.78.0.21', prefix: 25 },
    ],
  })
  t.is(
    fileOf(web1),
    `# Written by evenkeel from "/inventories/hosts.yml". The next \`evenkeel lab up\` writes it anew.
# In this folder, \`vagrant status\`, \`vagrant ssh NAME\` and the like work as always.

Vagrant.configure("2") do |config|
  # The machines need nothing of this folder.
  config.vm.synced_folder ".", "/vagrant", disabled: true

  # Boots without asking for newer boxes; \`vagrant box update\` gets them.
  config.vm.box_check_update = false

  # Cutting the power: vagrant-libvirt shut machines down first (its issue 1765), unless no time is left for that.
  config.vm.graceful_halt_timeout = 0 if ENV["EVENKEEL_POWER_CUT"]

  # The machines share private networks without DHCP. There, this machine has an address that no host uses.

  config.vm.define "web1" do |machine|
    machine.vm.box = "generic/alma9"
    machine.vm.hostname = "web1"
    machine.vm.network "private_network", ip: "10.77.0.21", netmask: "255.255.255.0",
      virtualbox__adapter_ip: "10.77.0.1", libvirt__host_ip: "10.77.0.1",
      libvirt__dhcp_enabled: false, libvirt__forward_mode: "none"
    machine.vm.network "private_network", ip: "10.78.0.21", netmask: "255.255.255.128",
      virtualbox__adapter_ip: "10.78.0.1", libvirt__host_ip: "10.78.0.1",
      libvirt__dhcp_enabled: false, libvirt__forward_mode: "none"
    machine.vm.provider "libvirt" do |provider|
      provider.memory = 1024
    end
    # At the first boot: the inventory's user, the lab's key, the names of all hosts.
    machine.vm.provision "evenkeel", type: "shell", path: "first-boot-web1.sh"
  end
end
`,
  )
})

test('vagrantfile() sets the memory for the usual providers if a host names none', (t) => {
  const content = fileOf(host('lb1', '10.77.0.11'))
  for (const [provider, setting] of [
    ['libvirt', 'provider.memory = 512'],
    ['virtualbox', 'provider.memory = 512'],
    ['vmware_desktop', 'provider.vmx["memsize"] = "512"'],
  ])
    t.true(content.includes(`machine.vm.provider "${provider}" do |provider|\n      ${setting}\n    end\n`), provider)
  t.true(content.includes('machine.vm.box = "debian/bookworm64"'))
})

for (const [box, path] of [
  ['./web.box', '/inventories/web.box'],
  ['../web.box', '/web.box'],
  ['~/web.box', `${homedir()}/web.box`],
  ['/boxes/web.box', '/boxes/web.box'],
  ['https://example.org/web.box', 'https://example.org/web.box'],
] as const)
  test(`vagrantfile() finds the box ${box}`, (t) =>
    t.true(fileOf(host('lb1', '10.77.0.11', { box })).includes(`machine.vm.box = "${path}"`)))

test('vagrantfile() is Ruby, whatever the values are', (t) => {
  const hostile = '"; exit 1 #{raise "x"}\n\\'
  const content = fileOf(host('lb1', '10.77.0.11', { box: hostile }), host('web1.example.org', '10.77.0.21'))
  t.true(content.includes('machine.vm.box = "\\"; exit 1 \\#{raise \\"x\\"}\\n\\\\"'))
  const { error, stdout, stderr } = judge(content)
  if (error === undefined) t.is(stdout, 'Syntax OK\n', stderr)
  else t.log('There is no Ruby')
})
