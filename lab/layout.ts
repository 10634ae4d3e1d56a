import { EvenkeelError, throwIfAny } from '../engine/errors/error.ts'
import { errorsOf } from '../engine/errors/source.ts'
import type { Inventory, InventoryHost } from '../inventory/inventory.ts'
import { addressesIn, type InterfaceAddress, isAddress, machineAddresses, networkOf } from './ipv4.ts'
import { type LabSettings, settingsOf } from './settings.ts'

export interface LabHost {
  readonly name: string
  /** Index in the order of the inventory. */
  readonly position: number
  /** The address of sshd. */
  readonly address: string
  /** The port of sshd, if the inventory names one. */
  readonly port: number | undefined
  readonly user: string
  /** The inventory's `host`, if that is a name and not an address. */
  readonly alias: string | undefined
  /** Path of the private key in the inventory; it can log in, too. */
  readonly identityFile: string | undefined
  readonly image: LabSettings['image']
  readonly box: LabSettings['box']
  /** Vagrant's name of the provider that runs it. */
  readonly provider: LabSettings['provider']
  /** Megabytes. */
  readonly memory: number
  readonly role: LabSettings['role']
  /** One for each network card, in order. */
  readonly addresses: readonly InterfaceAddress[]
}

export interface Subnet {
  readonly network: string
  readonly prefix: number
  /** An address that no host uses. */
  readonly controller: string
}

/** The network and the hosts of a lab, as plain data. */
export interface Layout {
  readonly subnets: readonly Subnet[]
  readonly hosts: readonly LabHost[]
}

const NAME = /^[A-Za-z0-9](?:[A-Za-z0-9.-]{0,61}[A-Za-z0-9])?$/
const ALIAS = /^[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$/
const USER = /^[a-z_][a-z0-9_-]{0,31}$/

/**
 * Lays out the inventory's hosts: one segment a subnet. `memory` is that of hosts whose variables name none, in
 * megabytes. Throws `input` for all hosts that cannot be booted together.
 */
export function layoutOf(inventory: Inventory, memory: number): Layout {
  const hosts: LabHost[] = []
  const errors: EvenkeelError[] = []
  const owners = new Map<string, string>()
  // A host that is not reached by SSH, such as the controller itself, is none of the lab.
  const reached = [...inventory.hosts.values()].filter(({ problems }) => problems.every(({ code }) => code === 'input'))
  for (const host of reached) {
    try {
      throwIfAny(host.problems)
      const planned = labHost(host, hosts.length, memory)
      refuseSharedAddress(planned, host, owners)
      hosts.push(planned)
    } catch (error) {
      errors.push(...errorsOf(error))
    }
  }
  throwIfAny(errors)
  return { subnets: subnetsOf(hosts, new Set(addressesOfInventory(inventory))), hosts }
}

function labHost(host: InventoryHost, position: number, memory: number): LabHost {
  const settings = settingsOf(host)
  const { address = host.name, port, user = 'root', identityFile } = host.connection
  if (!NAME.test(host.name)) throw refusal(host, 'its name is no host name, letters, digits, "-" and "." are needed')
  if (!USER.test(user)) throw refusal(host, `its user "${user}" is no name of a Linux user`)
  if (!isAddress(address) && !ALIAS.test(address)) throw refusal(host, `its address "${address}" is no host name`)
  const addresses = addressesOf(host, address, settings.addresses)
  return {
    name: host.name,
    position,
    address: isAddress(address) ? address : (addresses[0]?.address ?? address),
    port,
    user,
    alias: isAddress(address) ? undefined : address,
    identityFile,
    image: settings.image,
    box: settings.box,
    provider: settings.provider,
    memory: settings.memory ?? memory,
    role: settings.role,
    addresses,
  }
}

function addressesOf(host: InventoryHost, address: string, settings: readonly InterfaceAddress[]): InterfaceAddress[] {
  const addresses = [...settings]
  if (isAddress(address) && !settings.some((one) => one.address === address)) addresses.unshift({ address, prefix: 24 })
  const { clusterAddress: inside } = host
  const reached = inside?.value.type === 'scalar' ? String(inside.value.value) : ''
  if (isAddress(reached) && !addresses.some((one) => one.address === reached))
    addresses.push({ address: reached, prefix: 24 })
  if (addresses.length === 0) {
    throw refusal(host, `its address "${address}" is a name, an IPv4 address is needed`, {
      hint: `Give it one for the lab: lab: { addresses: ["10.77.0.11/24"] }`,
    })
  }
  const loopback = addresses.find((one) => one.address.startsWith('127.'))
  if (loopback !== undefined) throw refusal(host, `its address ${loopback.address} is this machine itself`)
  return addresses
}

function refuseSharedAddress(planned: LabHost, host: InventoryHost, owners: Map<string, string>): void {
  for (const { address } of planned.addresses) {
    const owner = owners.get(address)
    if (owner !== undefined) throw refusal(host, `its address ${address} is already ${owner}'s`)
    owners.set(address, planned.name)
  }
}

function subnetsOf(hosts: readonly LabHost[], taken: ReadonlySet<string>): Subnet[] {
  const subnets = new Map<string, Subnet>()
  for (const one of hosts.flatMap((host) => host.addresses)) {
    const network = networkOf(one)
    const key = `${network}/${one.prefix}`
    if (subnets.has(key)) continue
    const free = machineAddresses(network, one.prefix).find((address) => !taken.has(address))
    if (free === undefined) throw new EvenkeelError('lab', `Cannot join ${key}: no address is free`)
    subnets.set(key, { network, prefix: one.prefix, controller: free })
  }
  return [...subnets.values()]
}

/** Addresses of hosts, and VIPs and gateways in variables: the controller must not use them. */
function addressesOfInventory(inventory: Inventory): string[] {
  return [...inventory.hosts.values()].flatMap((host) => addressesIn([host.connection.address, host.variables]))
}

function refusal(host: InventoryHost, why: string, details: { hint?: string } = {}): EvenkeelError {
  return new EvenkeelError('input', `Cannot boot ${host.name}: ${why}`, {
    ...details,
    where: host.where,
    host: host.name,
  })
}
