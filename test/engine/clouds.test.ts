import test from 'ava'
import { cloudOf } from '../../engine/clouds.ts'

/** Firmware fields of hosts, from cloud-init's own list and the manuals of the clouds. */
for (const [firmware, cloud] of [
  [{ sys_vendor: 'Amazon EC2', product_name: 'm5.large', bios_vendor: 'Amazon EC2' }, 'Amazon EC2'],
  [{ sys_vendor: 'Xen', product_name: 'HVM domU', bios_vendor: 'Xen', bios_version: '4.11.amazon' }, 'Amazon EC2'],
  [{ sys_vendor: 'Xen', product_name: 'HVM domU', bios_vendor: 'Xen', bios_version: '4.17' }, undefined],
  [{ sys_vendor: 'Google', product_name: 'Google Compute Engine', bios_vendor: 'Google' }, 'Google Compute Engine'],
  [{ sys_vendor: 'Google', product_name: 'Link', bios_vendor: 'coreboot' }, undefined],
  [
    {
      sys_vendor: 'Microsoft Corporation',
      product_name: 'Virtual Machine',
      chassis_asset_tag: '7783-7084-3265-9085-8269-3286-77',
    },
    'Azure',
  ],
  [
    {
      sys_vendor: 'Microsoft Corporation',
      product_name: 'Virtual Machine',
      chassis_asset_tag: '1234-5678-9012-3456-7890-1234-56',
    },
    undefined,
  ],
  [{ sys_vendor: 'QEMU', chassis_asset_tag: 'OracleCloud.com' }, 'Oracle Cloud'],
  [{ sys_vendor: 'Alibaba Cloud', product_name: 'Alibaba Cloud ECS' }, 'Alibaba Cloud'],
  [{ sys_vendor: 'DigitalOcean', product_name: 'Droplet' }, 'DigitalOcean'],
  [{ sys_vendor: 'Hetzner', product_name: 'vServer' }, 'Hetzner Cloud'],
  [{ sys_vendor: 'Vultr', product_name: 'VC2' }, 'Vultr'],
  [{ sys_vendor: 'Linode', product_name: 'Compute Instance' }, 'Akamai (Linode)'],
  [{ sys_vendor: 'OpenStack Foundation', product_name: 'OpenStack Nova' }, 'OpenStack'],
  [{ sys_vendor: 'Red Hat', product_name: 'OpenStack Compute' }, 'OpenStack'],
  [{ sys_vendor: 'QEMU', product_name: 'Standard PC (Q35 + ICH9, 2009)', chassis_asset_tag: '' }, undefined],
] as const) {
  test(`cloudOf() returns ${cloud} for ${Object.values(firmware).join(', ')}`, (t) => {
    const lines = Object.entries(firmware).map(([field, value]) => `${field} ${value}\n`)
    t.is(cloudOf(lines.join('')), cloud)
  })
}
