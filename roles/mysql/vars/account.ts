import { z } from 'zod'
import { refusingLegacyKeys } from '../../../engine/errors/legacy-keys.ts'
import { notALine } from '../../../engine/errors/legacy-values.ts'
import { secretText } from '../../kit/vars/secret-text.ts'
import { accountNames, grantNames } from '../legacy/names.ts'

const grant = refusingLegacyKeys(
  z.strictObject(
    {
      on: z
        .string()
        .regex(/^(\*|[A-Za-z0-9_$-]+)\.(\*|[A-Za-z0-9_$-]+)$/, 'a database with ".*", a table or "*.*" is needed')
        .describe('such as shop.*'),
      privileges: z
        .array(z.string().regex(/^[A-Za-z][A-Za-z_ ]*$/, 'the name of a privilege is needed'))
        .min(1)
        .describe('such as [SELECT, INSERT]'),
    },
    { error: notALine('{ on: shop.*, privileges: [SELECT, INSERT] }') },
  ),
  grantNames,
)

/** An account of an application. */
export const account = refusingLegacyKeys(
  z.strictObject({
    name: z
      .string()
      .regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,31}$/, 'letters, digits, ".", "_" and "-" are allowed, at most 32')
      .refine(
        (name) => name !== 'root',
        'root logs in over the socket, without a password: leave it as it is (rule 44)',
      )
      .describe('its name'),
    from: z
      .array(z.string().regex(/^\S+$/))
      .min(1)
      .describe('groups and hosts of the inventory, addresses, or patterns such as 10.0.0.%'),
    password: secretText
      .refine((value) => Buffer.byteLength(value.reveal()) >= 8, 'at least 8 characters are needed')
      .describe('its password; hosts get only its hash'),
    grants: z.array(grant).default([]).describe('what it may do; other privileges are revoked'),
    tls: z.boolean().default(false).describe('whether it may connect only over TLS'),
  }),
  accountNames,
)

export type AccountVars = z.output<typeof account>
