import { z } from 'zod'
import { Blob } from '../blob.ts'
import { sh } from '../shell.ts'
import { type DatabaseAccountState, definitionIn } from './database/definition.ts'
import { engine } from './database/engine.ts'
import { grant, grantsBetween, type Privilege, privilegesOf } from './database/grants.ts'
import { clauseOf, isClauseOf } from './database/password.ts'
import { notYetIn } from './database/reading.ts'
import { secretText } from './database/secret-text.ts'
import { presence } from './fields/text.ts'
import { makeResource, type Placement, type Resource, type ResourceType } from './resource.ts'

const described = z.strictObject({
  engine,
  name: z
    .string()
    .regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,31}$/, 'must be the name of an account, such as shop')
    .describe('Name of the account.'),
  host: z
    .string()
    .regex(/^[A-Za-z0-9_.:%/-]{1,255}$/, 'must be an address, a name or a pattern, such as 10.0.0.11 or 10.0.0.%')
    .describe('Where it may connect from: an address, a name, or a pattern with % such as 10.0.0.%.'),
  password: secretText(8, 256)
    .optional()
    .describe('Password; only its hash gets to the host. It is needed unless the account is to be absent.'),
  tls: z.boolean().default(true).describe('Whether the account may connect only by TLS (REQUIRE SSL).'),
  grants: z.array(grant).default([]).describe('All privileges of the account; others that it has are revoked.'),
  state: presence.default('present').describe('Whether the account is to exist.'),
})

export type DatabaseAccountInput = z.input<typeof described>

export interface DatabaseAccountSpec {
  readonly engine: z.output<typeof engine>
  readonly name: string
  readonly host: string
  /** What follows `IDENTIFIED` in SQL, with the hash of the password; undefined if the account is to be absent. */
  readonly clause: Blob | undefined
  readonly tls: boolean
  readonly privileges: readonly Privilege[]
}

const spec = described.transform((input, context): DatabaseAccountSpec => {
  const { engine, name, host, tls, password, state, grants } = input
  const refuse = (message: string, key: string) => context.addIssue({ code: 'custom', message, path: [key], input })
  const found = { engine, name, host, tls, privileges: privilegesOf(engine, grants) }
  if (state === 'absent') {
    if (password !== undefined) refuse('an account that is to be absent has no password', 'password')
    return { ...found, clause: undefined }
  }
  // MySQL shows it as the long list of what it means in that version.
  if (engine === 'mysql' && found.privileges.includes('ALL PRIVILEGES ON *.*'))
    refuse('ALL PRIVILEGES on *.* cannot be compared on MySQL: list the privileges', 'grants')
  if (password === undefined) {
    refuse('is needed', 'password')
    return z.NEVER
  }
  return { ...found, clause: clauseOf(engine, `${name}@${host}`, password) }
})

export const databaseAccountType: ResourceType<DatabaseAccountInput, DatabaseAccountSpec, DatabaseAccountState> = {
  kind: 'database_account',
  summary:
    'An account of MySQL or MariaDB on this server alone: its password, its privileges and whether it needs TLS. ' +
    'Undo brings it back as it was, with its old password.',
  spec,
  name: ({ name, host }) => `${name}@${host}`,
  desired: ({ clause, tls, privileges }) =>
    clause === undefined
      ? null
      : { clause: { sha256: clause.sha256, salt: null }, tls: tls ? 'SSL' : 'NONE', privileges },
  probe: ({ engine, name, host }) => sh`read_database_account ${engine} ${name} ${host}`,
  parse(output) {
    const notYet = notYetIn(output)
    if (notYet !== undefined) return { notYet }
    return { state: output.trim() === 'absent' ? null : definitionIn(output) }
  },
  // One that undo restores must be the very same; one that is described may have another salt.
  holds(to, read, { clause }) {
    if (to === null || read === null || to.definition !== undefined) return false
    const isSame = clause?.sha256 === to.clause.sha256 ? isClauseOf(clause, read.clause) : false
    return isSame && to.tls === read.tls && to.privileges.join('\n') === read.privileges.join('\n')
  },
  stateLines: ({ tls, privileges }) => [
    `TLS ${tls === 'NONE' ? 'not required' : `required: ${tls}`}`,
    ...(privileges.length === 0 ? ['no privileges'] : privileges),
  ],
  redacted: ({ clause, definition, ...others }, _spec, redactDigest) => ({
    ...others,
    password: redactDigest(clause.sha256),
    ...(definition === undefined ? {} : { definition: redactDigest(definition) }),
  }),
  backup: keepDefinition,
  keep: keepDefinition,
  converge(spec, from, to) {
    const { engine, name, host, clause } = spec
    if (to === null) return [sh`drop_database_account ${engine} ${name} ${host}`]
    const { grants, revokes } = grantsBetween(quoted(spec), from?.privileges ?? [], to.privileges)
    if (to.definition !== undefined)
      return [sh`restore_database_account ${engine} ${name} ${host} ${to.definition} ${to.tls} ${revokes}`]
    const wanted = clause ?? Blob.named({ sha256: to.clause.sha256, size: 0, secret: true })
    return [sh`put_database_account ${engine} ${name} ${host} ${wanted} ${to.tls} ${grants} ${revokes}`]
  },
}

function keepDefinition({ engine, name, host }: DatabaseAccountSpec, { definition }: DatabaseAccountState) {
  return definition === undefined ? [] : [sh`keep_database_account ${engine} ${name} ${host} ${definition}`]
}

function quoted({ name, host }: DatabaseAccountSpec): string {
  return `'${name}'@'${host}'`
}

export const databaseAccount = (input: DatabaseAccountInput, placement?: Placement): Resource =>
  makeResource(databaseAccountType, input, placement)
