import { z } from 'zod'
import { isVersion6 } from '../../kit/addresses.ts'
import { interfaceName, virtualAddress } from '../../kit/vars/words.ts'

/** In keepalived's `virtual_ipaddress`, words may follow an address; here they may not. */
const written = z
  .string()
  .refine(
    (value) => !/\s/.test(value),
    'write only the address, or { address: …, interface: …, label: … } for its own interface or label',
  )
  .pipe(virtualAddress)

const detailed = z
  .strictObject({
    address: written.describe('the address; without a prefix it is /32'),
    interface: interfaceName.optional().describe("its interface, if it is not the instance's"),
    label: z
      .string()
      .regex(/^[A-Za-z0-9_.:-]{1,15}$/, 'a label has at most 15 characters, such as eth0:vip')
      .optional()
      .describe('its label in the output of ip addr, such as eth0:vip; only for IPv4'),
  })
  .refine(({ address, label }) => label === undefined || !isVersion6(address), {
    path: ['label'],
    error: 'addresses of IPv6 have no label',
  })

/** A virtual address, with its interface and label if they are written. */
export const vip = z.union([
  written.transform((address): z.output<typeof detailed> => ({ address, interface: undefined, label: undefined })),
  detailed,
])

export type Vip = z.output<typeof vip>
