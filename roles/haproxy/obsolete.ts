import { z } from 'zod'
import { modernKeys } from '../../engine/errors/former-keys.ts'
import { extraLines } from '../vars/words.ts'
import { wordsOf } from './words.ts'

/** What tutorials write as a line's first words, and what is said of it today. The longest match counts (rules 29, 30). */
const OBSOLETE: Readonly<Record<string, string>> = {
  contimeout: 'gone since HAProxy 2.1: write "timeout connect 5s"',
  clitimeout: 'gone since HAProxy 2.1: write "timeout client 30s"',
  srvtimeout: 'gone since HAProxy 2.1: write "timeout server 30s"',
  'timeout contimeout': 'gone since HAProxy 2.1: write "timeout connect 5s"',
  'timeout clitimeout': 'gone since HAProxy 2.1: write "timeout client 30s"',
  'timeout srvtimeout': 'gone since HAProxy 2.1: write "timeout server 30s"',
  nbproc: 'gone since HAProxy 2.5: one process has threads, "nbthread 4", or leave it out for one on every processor',
  'bind-process': 'gone since HAProxy 2.5: write "thread" on a bind line, or leave it out',
  'stats bind-process': 'gone since HAProxy 2.7: leave it out, there is one process',
  'mode health': 'gone since HAProxy 2.3: write "http-request return status 200" in a frontend',
  'mode forwardfor': 'no mode: write "option forwardfor"',
  'mode httpclose': 'no mode: leave it out, connections are kept alive and reused',
  'option httpclose': 'switches keep-alive off: leave it out, or write "option http-server-close"',
  'option forceclose': 'gone since HAProxy 2.0: leave it out, or write "option http-server-close"',
  'option http-tunnel': 'gone since HAProxy 2.1: leave it out',
  'option http_proxy': 'gone since HAProxy 2.5: write "http-request set-dst" with a resolver',
  'option http-use-htx': 'gone since HAProxy 2.2: leave it out',
  'option tcpsplice': 'gone: write "option splice-auto"',
  'option independant-streams': 'spelt otherwise: write "option independent-streams"',
  forceclose: 'gone: leave it out, or write "option http-server-close"',
  httpclose: 'gone: leave it out, or write "option http-server-close"',
  redispatch: 'gone since HAProxy 2.1: write "option redispatch"',
  forwardfor: 'an option: write "option forwardfor"',
  httplog: 'an option: write "option httplog"',
  tcplog: 'an option: write "option tcplog"',
  dontlognull: 'an option: write "option dontlognull"',
  httpchk: 'an option: write "option httpchk" and "http-check send"',
  persist: 'an option: write "option persist"',
  abortonclose: 'an option: write "option abortonclose"',
  block: 'gone since HAProxy 2.1: write "http-request deny"',
  reqadd: 'gone since HAProxy 2.1: write "http-request add-header"',
  reqiadd: 'gone since HAProxy 2.1: write "http-request add-header"',
  reqallow: 'gone since HAProxy 2.1: write "http-request allow"',
  reqiallow: 'gone since HAProxy 2.1: write "http-request allow"',
  reqdel: 'gone since HAProxy 2.1: write "http-request del-header"',
  reqidel: 'gone since HAProxy 2.1: write "http-request del-header"',
  reqdeny: 'gone since HAProxy 2.1: write "http-request deny"',
  reqideny: 'gone since HAProxy 2.1: write "http-request deny"',
  reqpass: 'gone since HAProxy 2.1: leave it out',
  reqipass: 'gone since HAProxy 2.1: leave it out',
  reqrep: 'gone since HAProxy 2.1: write "http-request replace-path" or "http-request replace-header"',
  reqirep: 'gone since HAProxy 2.1: write "http-request replace-path" or "http-request replace-header"',
  reqsetbe: 'gone: write an acl and "use_backend"',
  reqisetbe: 'gone: write an acl and "use_backend"',
  reqtarpit: 'gone since HAProxy 2.1: write "http-request tarpit"',
  reqitarpit: 'gone since HAProxy 2.1: write "http-request tarpit"',
  rspadd: 'gone since HAProxy 2.1: write "http-response add-header"',
  rspdel: 'gone since HAProxy 2.1: write "http-response del-header"',
  rspidel: 'gone since HAProxy 2.1: write "http-response del-header"',
  rspdeny: 'gone since HAProxy 2.1: write "http-response deny"',
  rspideny: 'gone since HAProxy 2.1: write "http-response deny"',
  rsprep: 'gone since HAProxy 2.1: write "http-response replace-header"',
  rspirep: 'gone since HAProxy 2.1: write "http-response replace-header"',
  appsession: 'gone since HAProxy 1.6: write a stick-table with "stick on req.cook(…)"',
  'monitor-net': 'gone since HAProxy 2.3: write "http-request return status 200 if { src … }"',
  grace: 'gone since HAProxy 2.5: write "hard-stop-after" in global',
  transparent: 'deprecated: write "option transparent"',
  dispatch: 'gone since HAProxy 3.3: write a "server"',
  'tune.chksize': 'gone since HAProxy 2.5: tune.bufsize counts for checks too',
  'tune.ssl.capture-cipherlist-size': 'deprecated: write "tune.ssl.capture-buffer-size"',
  debug: 'keeps HAProxy in the foreground, and is unknown since 2.5: leave it out',
}

/** Where our own keys say the same. */
const OUR_KEYS: Readonly<Record<string, string>> = {
  contimeout: 'write timeouts: { connect: 5s }',
  clitimeout: 'write timeouts: { client: 30s }',
  srvtimeout: 'write timeouts: { server: 30s }',
  nbproc: 'HAProxy has one process since 2.5: write threads',
  nbthread: 'write threads',
  httpclose: 'it switches keep-alive off: leave it out, or write options: [http-server-close]',
  forceclose: 'gone since HAProxy 2.0: leave it out, or write options: [http-server-close]',
  reqadd: 'gone since HAProxy 2.1: write request_headers: [{ add: X-Name, value: … }]',
  reqrep: 'gone since HAProxy 2.1: write request_headers, or "http-request replace-path" in extra',
  reqirep: 'gone since HAProxy 2.1: write request_headers, or "http-request replace-path" in extra',
  rspadd: 'gone since HAProxy 2.1: write response_headers: [{ add: X-Name, value: … }]',
  rspdel: 'gone since HAProxy 2.1: write response_headers: [{ del: X-Name }]',
  rspidel: 'gone since HAProxy 2.1: write response_headers: [{ del: X-Name }]',
  httplog: 'write log: http',
  tcplog: 'write log: tcp',
  httpchk: 'write check: { http: / }',
  appsession: 'gone since HAProxy 1.6: write stick: { on: "req.cook(NAME)", learn: "res.cook(NAME)" }',
  redirect: 'write redirects, a list',
  bind: 'write binds, a list',
  server: 'write servers, a group or a list',
  acl: 'write acls, a list',
}

/** What is said against one line of HAProxy's own; undefined where nothing is. */
export function obsoleteIn(line: string): string | undefined {
  const words = wordsOf(line)
  const [first = '', second = ''] = words[0] === 'no' ? words.slice(1) : words
  if (words[0] !== 'no' || first !== 'option') {
    const two = `${first} ${second}`
    const found = [two, first].find((one) => Object.hasOwn(OBSOLETE, one))
    if (found !== undefined) return `"${found}" is ${OBSOLETE[found]}`
  }
  return headersInCheck(words) ?? addressOnHead(words)
}

/** Fatal since HAProxy 3.0. */
function headersInCheck(words: readonly string[]): string | undefined {
  const [option, httpchk, , , version = ''] = words
  if (option !== 'option' || httpchk !== 'httpchk' || !/^HTTP\/[\d.]+(\\r|\\n|\r|\n)/i.test(version)) return undefined
  return '"option httpchk" with headers behind the version is gone since HAProxy 3.0: write "http-check send meth GET uri / ver HTTP/1.1 hdr Host www.example.com"'
}

/** As HAProxy 1.4 was written: `listen web 0.0.0.0:80`. */
function addressOnHead(words: readonly string[]): string | undefined {
  const [keyword = '', name, address = ''] = words
  if (!['listen', 'frontend'].includes(keyword) || !/:\d+$/.test(address)) return undefined
  return `"${keyword} ${name}" takes no address any more: write "bind ${address}" in a line of its own`
}

/** The first thing that is said against lines, with the number of the line. */
export function obsoleteLine(lines: string): string | undefined {
  for (const [index, line] of lines.split('\n').entries()) {
    const complaint = obsoleteIn(line)
    if (complaint !== undefined) return `line ${index + 1}: ${complaint}`
  }
  return undefined
}

/** Lines of HAProxy's own for what we do not model, none of them out of an old tutorial. */
export const haproxyExtra = extraLines.superRefine((lines, context) => {
  const complaint = obsoleteLine(lines)
  if (complaint !== undefined) context.addIssue({ code: 'custom', message: complaint })
})

/** Options as `option` takes them, `no` before one that is to be off. */
export const options = z.array(
  z
    .string()
    .regex(/^(no )?[a-z0-9-]+( [^\p{Cc}#]+)?$/u, 'an option of HAProxy is needed, such as http-server-close')
    .superRefine((option, context) => {
      const complaint = option.startsWith('no ') ? undefined : obsoleteIn(`option ${option}`)
      if (complaint !== undefined) context.addIssue({ code: 'custom', message: complaint })
    }),
)

const FORMER = {
  ...Object.fromEntries(Object.entries(OBSOLETE).filter(([key]) => !key.includes(' '))),
  ...OUR_KEYS,
}

/** The same schema, which meets keys of old tutorials with what is written today. */
export function modern<Schema extends z.ZodType>(schema: Schema): Schema {
  return modernKeys(schema, FORMER)
}
