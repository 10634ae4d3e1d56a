import { EvenkeelError } from '../../errors/error.ts'
import type { DatabasePair } from '../pair.ts'
import { bytesText, type Sizes } from './sizes.ts'

/** How a host gets the data of the writer. */
export type Method = 'clone' | 'backup'

const METHODS: Readonly<Record<DatabasePair['engine'], Method>> = { mysql: 'clone', mariadb: 'backup' }
const PROGRAMS: Readonly<Record<Method, readonly string[]>> = {
  clone: [],
  backup: ['mariadb-backup', 'mbstream', 'socat', 'openssl'],
}
const PACKAGES: Readonly<Record<string, string>> = { mbstream: 'mariadb-backup' }

/** The engine's method. Throws `usage` if the user wants another one. */
export function methodFor(engine: DatabasePair['engine'], wanted: string | undefined): Method {
  const method = METHODS[engine]
  if (wanted === undefined || wanted === method) return method
  throw new EvenkeelError('usage', `Cannot copy by ${JSON.stringify(wanted)}: ${engine} copies by ${method}.`)
}

/** Throws `unsupported` if a side lacks a program, or the disk is too small. */
export function refuseImpossibleCopy(
  method: Method,
  target: { readonly host: string; readonly sizes: Sizes },
  source: { readonly host: string; readonly sizes: Sizes },
): void {
  for (const { host, sizes } of [target, source]) {
    const missing = PROGRAMS[method].filter((program) => !sizes.programs.includes(program))
    if (missing.length === 0) continue
    const packages = [...new Set(missing.map((program) => PACKAGES[program] ?? program))]
    throw new EvenkeelError('unsupported', `Cannot copy to ${target.host}: ${host} lacks ${missing.join(', ')}`, {
      host,
      hint: `Install ${packages.join(' and ')} there: apt-get install ${packages.join(' ')}`,
    })
  }
  const room = target.sizes.free + target.sizes.used
  if (room >= source.sizes.used) return
  throw new EvenkeelError(
    'unsupported',
    `Cannot copy to ${target.host}: ${source.host} has ${bytesText(source.sizes.used)} in ${source.sizes.folder}, and the disk there has room for ${bytesText(room)}`,
    { host: target.host },
  )
}
