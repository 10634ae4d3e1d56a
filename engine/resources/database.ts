import { z } from 'zod'
import { sh } from '../shell.ts'
import { engine } from './database/engine.ts'
import { notYetIn } from './database/reading.ts'
import { presence } from './fields/text.ts'
import { makeResource, type Placement, type Resource, type ResourceType } from './resource.ts'

const SYSTEM = ['information_schema', 'mysql', 'performance_schema', 'sys']

const word = (what: string, example: string) =>
  z.string().regex(/^[a-z0-9_]{1,64}$/, `must be the name of a ${what}, such as ${example}`)

const spec = z.strictObject({
  engine,
  name: z
    .string()
    .regex(/^[A-Za-z0-9_$-]{1,64}$/, 'must be the name of a database, such as shop')
    .refine((name) => !SYSTEM.includes(name.toLowerCase()), "must not be one of the server's own databases")
    .describe('Name of the database.'),
  charset: word('character set', 'utf8mb4')
    .optional()
    .describe('Default character set of new tables; without it, that of the server, or the one that is there.'),
  collation: word('collation', 'utf8mb4_bin').optional().describe('Default collation of new tables.'),
  state: presence
    .default('present')
    .describe('Whether the database is to exist. One that holds anything is not dropped.'),
})

export type DatabaseInput = z.input<typeof spec>
export type DatabaseSpec = z.output<typeof spec>

/** As described, it has only the keys that the spec has; as read, it has both. */
export type DatabaseState = {
  readonly charset?: string
  readonly collation?: string
}

export const databaseType: ResourceType<DatabaseInput, DatabaseSpec, DatabaseState> = {
  kind: 'database',
  summary:
    'A database (schema) of MySQL or MariaDB on this server alone. Undo drops it, unless it holds tables, views, routines or events: then it stays.',
  spec,
  name: ({ name }) => name,
  desired: ({ charset, collation, state }) =>
    state === 'absent'
      ? null
      : { ...(charset === undefined ? {} : { charset }), ...(collation === undefined ? {} : { collation }) },
  probe: ({ engine, name }) => sh`read_database ${engine} ${name}`,
  parse(output) {
    const notYet = notYetIn(output)
    if (notYet !== undefined) return { notYet }
    const [charset = '', collation = ''] = output.trim().split('\t')
    return { state: charset === 'absent' ? null : { charset, collation } }
  },
  holds: (to, read) =>
    to !== null &&
    read !== null &&
    (to.charset ?? read.charset) === read.charset &&
    (to.collation ?? read.collation) === read.collation,
  removalPreview: ({ engine, name }) => sh`preview_database_removal ${engine} ${name}`,
  notes(_spec, preview) {
    const count = Number(/^holds (\d+)$/m.exec(preview)?.[1] ?? 0)
    return count === 0 ? [] : [`it stays: it holds ${count} tables, views, routines and events`]
  },
  stateLines: ({ charset, collation }) => [
    `character set ${charset ?? 'of the server'}`,
    ...(collation === undefined ? [] : [`collation ${collation}`]),
  ],
  converge({ engine, name }, _from, to) {
    if (to === null) return [sh`drop_database ${engine} ${name}`]
    const { charset, collation } = to
    const options = [
      ...(charset === undefined ? [] : [`CHARACTER SET ${charset}`]),
      ...(collation === undefined ? [] : [`COLLATE ${collation}`]),
    ]
    return [sh`put_database ${engine} ${name} ${options.join(' ')}`]
  },
}

export const database = (input: DatabaseInput, placement?: Placement): Resource =>
  makeResource(databaseType, input, placement)
