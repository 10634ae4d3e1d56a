import { z } from 'zod'
import { EvenkeelError } from '../engine/errors/error.ts'
import type { InventoryHost } from '../inventory/inventory.ts'
import { type InterfaceAddress, interfaceAddress } from './ipv4.ts'

/** The images of hosts in UML and containers; a box is their counterpart in Vagrant. */
export const IMAGE_NAMES = ['default', 'sid'] as const

export type ImageName = (typeof IMAGE_NAMES)[number]

const address = z
  .string()
  .refine((text) => interfaceAddress(text) !== undefined, 'an IPv4 address is needed, such as 10.78.0.11/24')
  .transform((text): InterfaceAddress => interfaceAddress(text) ?? { address: text, prefix: 24 })

const schema = z.strictObject({
  /** The image that the host boots in UML or as a container. */
  image: z.enum(IMAGE_NAMES).default('default'),
  /** What the host boots in Vagrant: the name, the URL or the path of a box. */
  box: z
    .string()
    .regex(/^\P{Cc}+$/u, 'the name, the URL or the path of a box of Vagrant is needed')
    .optional(),
  /** Vagrant's name of the provider that runs it, such as `libvirt`; Vagrant chooses one otherwise. */
  provider: z
    .string()
    .regex(
      /^[a-z][a-z0-9_]*$/,
      'the name of a provider of Vagrant is needed, such as libvirt, virtualbox or vmware_desktop',
    )
    .optional(),
  /** Megabytes. */
  memory: z.int().min(128).max(16_384).optional(),
  /** Shown in `lab status`. */
  role: z.enum(['server', 'client']).default('server'),
  /** The addresses of its interfaces, in order; by default only the one that evenkeel connects to. */
  addresses: z.array(address).default([]),
})

export type LabSettings = z.output<typeof schema>

/** Reads the host variable `lab`. Throws `input` if it does not fit the schema. */
export function settingsOf(host: InventoryHost): LabSettings {
  const parsed = schema.safeParse(host.variables.lab ?? {})
  if (parsed.success) return parsed.data
  const issues = parsed.error.issues.map((issue) => [['lab', ...issue.path].join('.'), issue.message].join(': '))
  throw new EvenkeelError('input', `Cannot boot ${host.name}: ${issues.join('; ')}`, {
    where: host.where,
    host: host.name,
  })
}
