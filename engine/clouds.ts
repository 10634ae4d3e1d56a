/** A cloud, and its own means for packets that its network drops by default (rule 52). */
export interface Cloud {
  readonly name: string
  /** Matches the firmware of its hosts: lines `FIELD VALUE` of /sys/class/dmi/id. */
  readonly sign: RegExp
  /** The cloud's replacement for an address that moves by ARP alone. */
  readonly movable: string
  /** How to let a host send and receive packets with addresses of other hosts; undefined if no way is known. */
  readonly foreign?: string
}

const BY_SCRIPT = 'which a notify script moves by its API'

/** The first cloud whose sign matches counts. OpenStack is last, because many of the others are built on it. */
export const CLOUDS: readonly Cloud[] = [
  {
    name: 'Amazon EC2',
    // Older hosts, on Xen, have only "4.11.amazon".
    sign: /^(sys|bios)_vendor Amazon EC2|^bios_version .*amazon/m,
    movable: `a secondary private address, ${BY_SCRIPT}`,
    foreign: 'switch off the source/destination check of their network interfaces',
  },
  {
    name: 'Google Compute Engine',
    // Laptops have the vendor Google, too.
    sign: /^product_name Google Compute Engine|^bios_vendor Google$/m,
    movable: `an alias address, ${BY_SCRIPT}, or a load balancer of its own`,
    foreign: 'switch on IP forwarding of the instances',
  },
  {
    name: 'Azure',
    // Hyper-V elsewhere has the same vendor, but not this tag.
    sign: /^chassis_asset_tag 7783-7084-3265-9085-8269-3286-77/m,
    movable: `a secondary address, ${BY_SCRIPT}, or a load balancer of its own with floating IP`,
    foreign: 'switch on IP forwarding of their network interfaces',
  },
  {
    name: 'Oracle Cloud',
    sign: /^chassis_asset_tag OracleCloud\.com/m,
    movable: `a secondary private address, ${BY_SCRIPT}`,
    foreign: 'skip the source/destination check of their VNICs',
  },
  { name: 'Alibaba Cloud', sign: /^(sys_vendor|product_name) Alibaba Cloud/m, movable: 'an HAVIP' },
  { name: 'DigitalOcean', sign: /^sys_vendor DigitalOcean/m, movable: `a reserved address, ${BY_SCRIPT}` },
  { name: 'Hetzner Cloud', sign: /^sys_vendor Hetzner/m, movable: `a floating or alias address, ${BY_SCRIPT}` },
  { name: 'Vultr', sign: /^sys_vendor Vultr/m, movable: `a reserved address, ${BY_SCRIPT}` },
  { name: 'Akamai (Linode)', sign: /^sys_vendor (Akamai|Linode)/m, movable: 'an address that its hosts share' },
  { name: 'Scaleway', sign: /^sys_vendor Scaleway/m, movable: `a flexible address, ${BY_SCRIPT}` },
  { name: 'UpCloud', sign: /^sys_vendor UpCloud/m, movable: `a floating address, ${BY_SCRIPT}` },
  { name: 'Tencent Cloud', sign: /^sys_vendor Tencent Cloud/m, movable: 'an HAVIP' },
  { name: 'OVHcloud', sign: /^sys_vendor OVH/m, movable: `an additional address, ${BY_SCRIPT}` },
  {
    name: 'OpenStack',
    sign: /^sys_vendor OpenStack|^(product_name|chassis_asset_tag) (OpenStack (Nova|Compute)|OpenTelekomCloud|SAP CCloud VM)/m,
    movable: 'an address in allowed_address_pairs of their ports',
    foreign: 'name these addresses in allowed_address_pairs of their ports, or switch off port security there',
  },
]

/** The name of the cloud that the lines of a host's firmware show; undefined if they show none. */
export function cloudOf(firmware: string): string | undefined {
  return CLOUDS.find(({ sign }) => sign.test(firmware))?.name
}
