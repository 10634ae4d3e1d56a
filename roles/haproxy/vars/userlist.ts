import { z } from 'zod'
import { secretText } from '../../kit/vars/secret-text.ts'
import { configName } from '../../kit/vars/words.ts'

const user = z
  .strictObject({
    name: configName.describe('the name'),
    hash: secretText
      .refine((value) => /^\$[0-9a-z]+\$/.test(value.reveal()), 'a hash such as $6$… is needed')
      .optional()
      .describe('the hash of the password, as "openssl passwd -6" prints it'),
    password: secretText.optional().describe('the password itself, from a secret'),
    groups: z.array(configName).default([]).describe('groups that the user is in'),
  })
  .refine((one) => (one.hash === undefined) !== (one.password === undefined), 'either hash or password is needed')

/** Names and passwords for rules with auth. */
export const userlist = z.strictObject({
  name: configName.describe('its name in rules'),
  users: z.array(user).min(1).describe('the users'),
})

export type Userlist = z.output<typeof userlist>
