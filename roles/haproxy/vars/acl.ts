import { z } from 'zod'
import { notALine } from '../../../engine/errors/legacy-values.ts'
import { addressWithPrefix, configName, port } from '../../kit/vars/words.ts'
import { legacyAclNames, refusingLegacy } from '../legacy/names.ts'
import { argument, rawWords, token } from '../words.ts'
import { ACL_KIND_NAMES, ACL_KINDS, type AclKind, type AclKindName } from './acl-kinds.ts'
import { conditionTerms } from './condition.ts'

function listOf<Item extends z.ZodType>(item: Item) {
  return z.union([item, z.array(item).min(1)])
}

const VALUES: Partial<Record<AclKindName, z.ZodType<string | number>>> = {
  src: addressWithPrefix,
  dst: addressWithPrefix,
  dst_port: port,
}

function valuesOf(name: AclKindName) {
  return listOf(VALUES[name] ?? argument)
    .optional()
    .describe(ACL_KINDS[name].description)
}

const kinds = Object.fromEntries(ACL_KIND_NAMES.map((name) => [name, valuesOf(name)])) as Record<
  AclKindName,
  ReturnType<typeof valuesOf>
>

const header = z.strictObject({
  name: token.describe('name of the header'),
  value: listOf(argument).describe('its value, or several'),
  match: z
    .enum(['str', 'beg', 'end', 'sub', 'reg'])
    .default('str')
    .describe('how it is compared: equal, begins, ends, contains, regular expression'),
})

const OTHERS = ['hdr', 'ssl', 'criterion'] as const

/** A named question about a request; several of one name are one that any of them answers. */
export const acl = refusingLegacy(
  z
    .strictObject(
      {
        name: configName.describe('how conditions name it'),
        ...kinds,
        hdr: header.optional().describe('a header has a value'),
        ssl: z.literal(true).optional().describe('the client came by TLS that ends here'),
        criterion: rawWords.optional().describe('anything else, in HAProxy\'s words: "req.cook(lang) de"'),
        ignore_case: z.boolean().default(false).describe('capital letters are like small ones'),
      },
      { error: notALine('{ name: is_static, path_end: [.jpg, .css] }') },
    )
    .refine((one) => [...ACL_KIND_NAMES, ...OTHERS].filter((key) => one[key] !== undefined).length === 1, {
      error: 'one question is needed, and only one: path_beg, host, src …',
    }),
  legacyAclNames,
).transform(resolve)

/** What a config file and the checks need of an ACL. */
export interface Acl {
  readonly name: string
  readonly kind: AclKind
  /** Undefined for what is no comparison, and for words of HAProxy's own. */
  readonly values: readonly string[] | undefined
  readonly ignoreCase: boolean
}

interface Written extends Partial<Record<AclKindName, string | number | readonly (string | number)[] | undefined>> {
  readonly name: string
  readonly hdr?: z.output<typeof header> | undefined
  readonly ssl?: true | undefined
  readonly criterion?: string | undefined
  readonly ignore_case: boolean
}

function resolve(written: Written): Acl {
  const { name, hdr, criterion } = written
  const found = ACL_KIND_NAMES.find((key) => written[key] !== undefined)
  const kind: AclKind =
    found === undefined ? { criterion: 'ssl_fc', layer: 'connection', description: '' } : ACL_KINDS[found]
  const ignoreCase = written.ignore_case || kind.ignoresCase === true
  if (hdr !== undefined) return { name, kind: headerKind(hdr, ignoreCase), values: [hdr.value].flat(), ignoreCase }
  if (criterion !== undefined) return { name, kind: rawKind(criterion), values: undefined, ignoreCase: false }
  const values = found === undefined ? undefined : [written[found] ?? []].flat().map(String)
  return { name, kind, values, ignoreCase }
}

function headerKind({ name, match }: z.output<typeof header>, ignoreCase: boolean): AclKind {
  const folded = (value: string) => (ignoreCase ? value.toLowerCase() : value)
  const found = (headers: Readonly<Record<string, string>> | undefined) =>
    Object.entries(headers ?? {}).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1]
  const kind: AclKind = {
    criterion: `req.hdr(${name})`,
    layer: 'http',
    description: '',
    ...(match === 'str' ? {} : { match }),
  }
  if (match === 'reg') return kind
  return {
    ...kind,
    example: (value) => ({ headers: { [name]: value } }),
    meets({ headers }, value) {
      const [has, wanted] = [folded(found(headers) ?? ''), folded(value)]
      if (match === 'beg') return has.startsWith(wanted)
      if (match === 'end') return has.endsWith(wanted)
      return match === 'sub' ? has.includes(wanted) : has === wanted
    },
  }
}

function rawKind(criterion: string): AclKind {
  const layer = /^(path|url|hdr|req\.hdr|req\.cook|cook|method|urlp|base|http_)/.test(criterion) ? 'http' : 'connection'
  return { criterion, layer, description: '' }
}

/** `is_static !is_api or is_image`; words in braces are HAProxy's own. */
export const condition = argument.superRefine((written, context) => {
  if (conditionTerms(written) === undefined)
    context.addIssue({
      code: 'custom',
      message: 'names of acls are needed, "!" before one that must not hold, "or" between alternatives',
    })
})
