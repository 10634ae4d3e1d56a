import { homedir } from 'node:os'
import { dirname, resolve } from 'node:path'
import { type InterfaceAddress, netmaskOf, networkOf } from '../ipv4.ts'
import type { LabHost, Layout } from '../layout.ts'
import type { Lab } from '../provider.ts'
import { firstBootName, POWER_CUT } from './project.ts'
import { rubyString } from './ruby.ts'

/** Used by hosts without `lab: { box }`: Debian's own box, for libvirt and VirtualBox. */
const DEFAULT_BOX = 'debian/bookworm64'

/** The providers for which memory is set if a host names none: Vagrant then chooses. */
const USUAL_PROVIDERS = ['libvirt', 'virtualbox', 'vmware_desktop']

/** The Vagrantfile of a lab: one machine for each host, with its addresses on private networks. */
export function vagrantfile({ place, layout }: Lab): string {
  return `# Written by evenkeel from ${rubyString(place.inventory)}. The next \`evenkeel lab up\` writes it anew.
# In this folder, \`vagrant status\`, \`vagrant ssh NAME\` and the like work as always.

Vagrant.configure("2") do |config|
  # The machines need nothing of this folder.
  config.vm.synced_folder ".", "/vagrant", disabled: true

  # Boots without asking for newer boxes; \`vagrant box update\` gets them.
  config.vm.box_check_update = false

  # Cutting the power: vagrant-libvirt shut machines down first (its issue 1765), unless no time is left for that.
  config.vm.graceful_halt_timeout = 0 if ENV["${POWER_CUT}"]

  # The machines share private networks without DHCP. There, this machine has an address that no host uses.

${layout.hosts.map((host) => machine(host, layout, dirname(place.inventory))).join('\n')}end
`
}

function machine(host: LabHost, layout: Layout, folder: string): string {
  return `  config.vm.define ${rubyString(host.name)} do |machine|
    machine.vm.box = ${rubyString(boxOf(host, folder))}
    machine.vm.hostname = ${rubyString(host.name)}
${host.addresses.map((address) => network(address, layout)).join('')}\
${(host.provider === undefined ? USUAL_PROVIDERS : [host.provider]).map((name) => memory(name, host.memory)).join('')}\
    # At the first boot: the inventory's user, the lab's key, the names of all hosts.
    machine.vm.provision "evenkeel", type: "shell", path: ${rubyString(firstBootName(host.name))}
  end
`
}

/** Names the controller's address, as the provider's choice could be an address of the inventory. */
function network(one: InterfaceAddress, { subnets }: Layout): string {
  const subnet = subnets.find(({ network, prefix }) => network === networkOf(one) && prefix === one.prefix)
  const controller = rubyString(subnet?.controller ?? '')
  return `    machine.vm.network "private_network", ip: ${rubyString(one.address)}, netmask: ${rubyString(netmaskOf(one))},
      virtualbox__adapter_ip: ${controller}, libvirt__host_ip: ${controller},
      libvirt__dhcp_enabled: false, libvirt__forward_mode: "none"
`
}

/** In megabytes. */
function memory(provider: string, megabytes: number): string {
  const setting = provider.startsWith('vmware')
    ? `provider.vmx["memsize"] = "${megabytes}"`
    : `provider.memory = ${megabytes}`
  return `    machine.vm.provider ${rubyString(provider)} do |provider|
      ${setting}
    end
`
}

/** A path of a box is relative to the inventory. */
function boxOf({ box = DEFAULT_BOX }: LabHost, folder: string): string {
  if (box.startsWith('~/')) return resolve(homedir(), box.slice(2))
  return /^\.{1,2}\//.test(box) ? resolve(folder, box) : box
}
