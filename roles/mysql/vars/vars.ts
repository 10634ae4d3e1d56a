import { z } from 'zod'
import { refusingLegacyKeys } from '../../../engine/errors/legacy-keys.ts'
import { legacyValues } from '../../../engine/errors/legacy-values.ts'
import { address, port } from '../../kit/vars/words.ts'
import { topNames } from '../legacy/names.ts'
import { account } from './account.ts'
import { replication, writer } from './replication.ts'
import { settings } from './settings.ts'

const ENGINES = ['mariadb', 'mysql'] as const

const shape = z.strictObject({
  engine: z
    .enum(ENGINES, {
      error: legacyValues({ MariaDB: 'Write mariadb.', MySQL: 'Write mysql.', percona: 'Write mysql.' }),
    })
    .describe('the kind of the server; never both in one play (rule 47)'),
  port: port.default(3306).describe('the port of the server'),
  bind: z
    .union([z.enum(['own', 'all']), z.array(address).min(1)])
    .default('own')
    .describe("where it listens. own: the host's own address, the writer's VIP and 127.0.0.1; all; or addresses"),
  databases: z
    .array(z.string().regex(/^[A-Za-z0-9_$-]{1,64}$/, 'letters, digits, "_", "$" and "-" are allowed, at most 64'))
    .default([])
    .describe('databases; one that holds a table is never dropped'),
  accounts: z.array(account).default([]).describe('accounts of applications, on each server'),
  replication: replication
    .optional()
    .describe("the two servers of the play fetch each other's changes; one alone lets read replicas fetch"),
  writer: writer.optional().describe('two servers: the one that holds the VIP is open for writes (rule 46)'),
  replica_of: z
    .string()
    .regex(/\S/)
    .optional()
    .describe('a host of the inventory: the servers of the play are read replicas of its server'),
  binlog_days: z
    .int()
    .min(1)
    .max(365)
    .default(7)
    .describe('how many days of changes are kept for a server that is away'),
  settings: settings.default({}).describe('further settings of the server: { innodb_buffer_pool_size: 1G }'),
})

/** The vars of the role. */
export const mysqlVars = refusingLegacyKeys(shape, topNames).superRefine((vars, context) => {
  for (const { path, message } of contradictions(vars)) context.addIssue({ code: 'custom', path: [...path], message })
})

export type MysqlVars = z.output<typeof mysqlVars>

interface Complaint {
  readonly path: readonly (string | number)[]
  readonly message: string
}

function contradictions(vars: z.output<typeof shape>): readonly Complaint[] {
  const { replication, writer, replica_of, accounts, engine } = vars
  const without = (key: string, needed: string) => ({ path: [key], message: `${key} needs ${needed}` })
  return [
    ...(writer !== undefined && replication === undefined ? [without('writer', 'replication: { password: … }')] : []),
    ...(replica_of !== undefined && replication === undefined
      ? [without('replica_of', "replication: { password: … }, the password of the host's play")]
      : []),
    ...(replica_of !== undefined && writer !== undefined
      ? [{ path: ['replica_of'], message: 'a read replica is never the writer: leave writer or replica_of out' }]
      : []),
    ...(replication?.semisync === true && writer === undefined
      ? [{ path: ['replication', 'semisync'], message: 'semisync needs writer, whose guard switches it on and off' }]
      : []),
    ...accounts.flatMap(({ name, from }, index) =>
      accounts.slice(0, index).some((one) => one.name === name && one.from.some((place) => from.includes(place)))
        ? [{ path: ['accounts', index], message: `"${name}" is there twice for the same place` }]
        : [],
    ),
    ...accounts.flatMap(({ grants }, index) =>
      engine === 'mysql' && grants.some(({ on, privileges }) => on === '*.*' && privileges.some(isAll))
        ? [
            {
              path: ['accounts', index, 'grants'],
              message: 'MySQL shows ALL on *.* as a long list: list the privileges',
            },
          ]
        : [],
    ),
  ]
}

function isAll(privilege: string): boolean {
  return /^ALL( PRIVILEGES)?$/i.test(privilege)
}
