import { z } from 'zod'
import { configName } from '../../kit/vars/words.ts'
import { refusingLegacy } from '../legacy/names.ts'
import { hasOneCondition, ONE_CONDITION, when } from './rules.ts'
import { argument, rawWords, secretArgument, secretWords, token } from './words.ts'

const status = z.int().min(200).max(599)

const header = z.strictObject({
  name: token.describe('the name of the header'),
  value: secretArgument.describe('its value; %[…] inserts a sample, such as %[src]; it may hold a secret'),
})

const replacement = z.strictObject({
  match: argument.describe('a regular expression'),
  with: argument.describe('what stands there instead; \\1 is the first group'),
})

const variable = z.strictObject({
  name: z
    .string()
    .regex(/^(proc|sess|txn|req|res)\.[A-Za-z0-9_.]+$/, 'a scope and a name are needed, such as txn.host')
    .describe('its scope and name, such as txn.host'),
  value: rawWords.describe('a sample, in HAProxy\'s words: "req.hdr(host),lower"'),
})

const trackKeys = z.strictObject({
  key: rawWords.default('src').describe('the key, such as src or req.hdr(x-user)'),
  counter: z.int().min(0).max(2).default(0).describe('which of the three counters: 0 is read by sc_http_req_rate(0)'),
  table: configName.optional().describe("the section with the table; default: the section's own"),
})

const track = z.union([rawWords.transform((key) => trackKeys.parse({ key })), trackKeys])

const answer = z.strictObject({
  status: status.default(200).describe('the status'),
  type: argument.default('text/plain').describe('the Content-Type'),
  text: z.string().max(8000).default('').describe('the body'),
})

const auth = z.strictObject({
  users: configName.describe('a name of userlists'),
  realm: argument.optional().describe('what browsers show'),
})

const flag = z.literal(true).optional()
const refusal = z
  .union([z.literal(true), status])
  .optional()
  .describe('true, or the status of the answer; default: 403')

/** Actions of all stages. */
const common = {
  set_var: variable.optional().describe('set a variable'),
  rule: secretWords.optional().describe('anything else, in HAProxy\'s words: "set-uri /new"'),
}

const ofTraffic = {
  silent_drop: flag.describe('close without a word to the client'),
  track: track.optional().describe('count by a key, in the table of a section: the key, or a map'),
}

const ofHeaders = {
  set_header: header.optional().describe('replace a header'),
  add_header: header.optional().describe('add a header'),
  del_header: token.optional().describe('delete a header'),
  replace_header: replacement
    .extend({ name: token.describe('the header') })
    .optional()
    .describe('change a header'),
}

const tcpActions = {
  accept: flag.describe('no further rule of this stage'),
  reject: flag.describe('close the connection'),
  ...ofTraffic,
  ...common,
}

const httpActions = {
  allow: flag.describe('no further rule of this section'),
  deny: refusal,
  tarpit: refusal.describe('hold the client for the timeout tarpit, and then refuse: true, or the status'),
  reject: flag.describe('close the connection without an answer'),
  auth: auth.optional().describe('ask for a name and a password'),
  return: answer.optional().describe('answer at once'),
  redirect: argument.optional().describe('redirect to this URL, with 302; redirects have more keys'),
  replace_path: replacement.optional().describe('change the path'),
  set_path: argument.optional().describe('replace the path'),
  ...ofTraffic,
  ...ofHeaders,
  ...common,
}

const answerActions = { deny: refusal, ...ofHeaders, ...common }

interface Conditional {
  readonly if?: string | undefined
  readonly unless?: string | undefined
}

/** A rule has one action, and at most one condition; else it has no line, and nothing else of it is judged. */
function oneAction<Schema extends z.ZodType<Conditional>>(actions: object, schema: Schema): Schema {
  const names = Object.keys(actions)
  const isOne = (rule: object) =>
    Object.entries(rule).filter(([key, value]) => names.includes(key) && value !== undefined).length === 1
  return refusingLegacy(
    schema
      .refine(isOne, { error: `one action is needed: ${names.join(', ')}`, abort: true })
      .refine(hasOneCondition, { error: ONE_CONDITION, abort: true }),
  )
}

export const tcpRule = oneAction(
  tcpActions,
  z.strictObject({
    at: z
      .enum(['connection', 'session', 'content'])
      .default('content')
      .describe('when: connection, before any byte is read; session, after the PROXY protocol and TLS; content'),
    ...tcpActions,
    ...when,
  }),
)
export const httpRule = oneAction(httpActions, z.strictObject({ ...httpActions, ...when }))
export const answerRule = oneAction(answerActions, z.strictObject({ ...answerActions, ...when }))

export type TcpRule = z.output<typeof tcpRule>
export type HttpRule = z.output<typeof httpRule>
export type AnswerRule = z.output<typeof answerRule>
