import { z } from 'zod'
import { notALine } from '../../../engine/errors/legacy-values.ts'
import { addressWithPrefix, configName, port } from '../../kit/vars/words.ts'
import { legacyAclNames, refusingLegacy } from '../legacy/names.ts'
import { listPath } from '../places.ts'
import { ACL_KIND_NAMES, ACL_KINDS, type AclKind, type AclKindName, type Example } from './acl-kinds.ts'
import { conditionTerms } from './condition.ts'
import { argument, rawWords, token } from './words.ts'

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

const inList = z.strictObject({
  name: configName.describe('a name of lists'),
  sample: rawWords.default('src').describe('the sample that is compared, such as src or path'),
  match: z
    .enum(['str', 'beg', 'end', 'sub', 'reg', 'ip', 'int'])
    .optional()
    .describe("how it is compared; default: the sample's own way"),
})

const OTHERS = ['hdr', 'ssl', 'criterion', 'list'] as const

/** A named test of a request. Of several with the same name, one match is enough. */
export const acl = refusingLegacy(
  z
    .strictObject(
      {
        name: configName.describe('its name in conditions'),
        ...kinds,
        hdr: header.optional().describe('a header has a value'),
        list: inList.optional().describe('a value is in a list'),
        ssl: z.literal(true).optional().describe('the client came by TLS, which HAProxy terminates'),
        criterion: rawWords.optional().describe('anything else, in HAProxy\'s words: "req.cook(lang) de"'),
        ignore_case: z.boolean().default(false).describe('whether upper case equals lower case'),
      },
      { error: notALine('{ name: is_static, path_end: [.jpg, .css] }') },
    )
    .refine((one) => [...ACL_KIND_NAMES, ...OTHERS].filter((key) => one[key] !== undefined).length === 1, {
      error: 'exactly one criterion is needed: path_beg, host, src …',
    }),
  legacyAclNames,
).transform(resolve)

/** An ACL as the configuration and the checks use it. */
export interface Acl {
  readonly name: string
  readonly kind: AclKind
  /** Undefined for `ssl` and `criterion`, which have no list of values. */
  readonly values: readonly string[] | undefined
  readonly ignoreCase: boolean
  /** A name of lists. */
  readonly list?: string
}

interface Written extends Partial<Record<AclKindName, string | number | readonly (string | number)[] | undefined>> {
  readonly name: string
  readonly hdr?: z.output<typeof header> | undefined
  readonly ssl?: true | undefined
  readonly criterion?: string | undefined
  readonly list?: z.output<typeof inList> | undefined
  readonly ignore_case: boolean
}

function resolve(written: Written): Acl {
  const { name, hdr, criterion, list } = written
  const found = ACL_KIND_NAMES.find((key) => written[key] !== undefined)
  const kind: AclKind =
    found === undefined ? { criterion: 'ssl_fc', layer: 'connection', description: '' } : ACL_KINDS[found]
  const ignoreCase = written.ignore_case || kind.ignoresCase === true
  if (hdr !== undefined) return { name, kind: headerKind(hdr, ignoreCase), values: [hdr.value].flat(), ignoreCase }
  if (list !== undefined)
    return { name, kind: listKind(list, ignoreCase), values: undefined, ignoreCase: false, list: list.name }
  if (criterion !== undefined) return { name, kind: rawKind(criterion), values: undefined, ignoreCase: false }
  const values = found === undefined ? undefined : [written[found] ?? []].flat().map(String)
  return { name, kind, values, ignoreCase }
}

function headerKind({ name, match }: z.output<typeof header>, ignoreCase: boolean): AclKind {
  const foldCase = (value: string) => (ignoreCase ? value.toLowerCase() : value)
  const headerIn = (headers: Example['headers'] = {}) => {
    const value = Object.entries(headers).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1]
    return typeof value === 'string' ? value : ''
  }
  const kind: AclKind = {
    // `req.hdr` would compare each part between commas (rule 58).
    criterion: `req.fhdr(${name})`,
    layer: 'http',
    description: '',
    ...(match === 'str' ? {} : { match }),
  }
  if (match === 'reg') return kind
  return {
    ...kind,
    example: (value) => ({ headers: { [name]: value } }),
    matches({ headers }, value) {
      const [actual, expected] = [foldCase(headerIn(headers)), foldCase(value)]
      if (match === 'beg') return actual.startsWith(expected)
      if (match === 'end') return actual.endsWith(expected)
      return match === 'sub' ? actual.includes(expected) : actual === expected
    },
  }
}

function listKind({ name, sample, match }: z.output<typeof inList>, ignoreCase: boolean): AclKind {
  const words = [sample, ...(match === undefined ? [] : [`-m ${match}`]), ...(ignoreCase ? ['-i'] : [])]
  return { ...rawKind(sample), criterion: `${words.join(' ')} -f ${listPath(name)}` }
}

function rawKind(criterion: string): AclKind {
  const layer = /^(path|url|hdr|req\.f?hdr|req\.cook|cook|method|urlp|base|http_)/.test(criterion)
    ? 'http'
    : 'connection'
  return { criterion, layer, description: '' }
}

/** Such as `is_static !is_api or is_image`; HAProxy's own criteria are written in braces. */
export const condition = rawWords.superRefine((written, context) => {
  if (conditionTerms(written) === undefined)
    context.addIssue({
      code: 'custom',
      message: 'names of acls are needed, with "!" before one that must not match, and "or" between alternatives',
    })
})
