const OCTET = '(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)'
const ADDRESS = new RegExp(`^${OCTET}(?:\\.${OCTET}){3}$`)
const ADDRESSES = new RegExp(`(?<![\\d.])${OCTET}(?:\\.${OCTET}){3}(?![\\d.])`, 'g')

export interface InterfaceAddress {
  readonly address: string
  /** Bits of the network part. */
  readonly prefix: number
}

export function isAddress(text: string): boolean {
  return ADDRESS.test(text)
}

/** Reads `10.77.0.11/24`; the prefix is 24 if there is none. Undefined for anything else. */
export function interfaceAddress(text: string): InterfaceAddress | undefined {
  const [address = '', prefix = '24', ...rest] = text.split('/')
  const bits = Number(prefix)
  if (rest.length > 0 || !isAddress(address) || !/^\d+$/.test(prefix) || bits < 8 || bits > 30) return undefined
  return { address, prefix: bits }
}

/** The subnet's own address: 10.77.0.0 for 10.77.0.11/24. */
export function networkOf({ address, prefix }: InterfaceAddress): string {
  return text(number(address) - (number(address) % 2 ** (32 - prefix)))
}

/** 255.255.255.0 for a prefix of 24. */
export function netmaskOf({ prefix }: InterfaceAddress): string {
  return text(2 ** 32 - 2 ** (32 - prefix))
}

/** All addresses for machines of a subnet: the lowest first, then the others from the highest down. */
export function* machineAddresses(network: string, prefix: number): Generator<string> {
  const first = number(network)
  const size = 2 ** (32 - prefix)
  yield text(first + 1)
  for (let offset = size - 2; offset > 1; offset--) yield text(first + offset)
}

/** A locally administered MAC address made from the IP address, so that it is the same after every boot. */
export function macOf(address: string): string {
  const octets = address.split('.').map((octet) => Number(octet).toString(16).padStart(2, '0'))
  return ['02', '00', ...octets].join(':')
}

/** All addresses in a value, at any depth. */
export function addressesIn(value: unknown): string[] {
  return JSON.stringify(value ?? null).match(ADDRESSES) ?? []
}

function number(address: string): number {
  return address.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0)
}

function text(value: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.')
}
