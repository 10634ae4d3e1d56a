import { z } from 'zod'
import { withSecrets } from '../../kit/vars/secret-text.ts'
import { extraLines } from '../../kit/vars/words.ts'
import { wordsOf } from '../words.ts'

/** Advice by the first words of a line in old tutorials. The longest match counts (rules 29, 30). */
export const LEGACY_KEYWORDS: Readonly<Record<string, string>> = {
  contimeout: 'gone since HAProxy 2.1: write "timeout connect 5s"',
  clitimeout: 'gone since HAProxy 2.1: write "timeout client 30s"',
  srvtimeout: 'gone since HAProxy 2.1: write "timeout server 30s"',
  'timeout contimeout': 'gone since HAProxy 2.1: write "timeout connect 5s"',
  'timeout clitimeout': 'gone since HAProxy 2.1: write "timeout client 30s"',
  'timeout appsession': 'gone since HAProxy 1.6: write a stick-table with "expire"',
  'timeout srvtimeout': 'gone since HAProxy 2.1: write "timeout server 30s"',
  nbproc: 'gone since HAProxy 2.5: one process has threads, "nbthread 4", or leave it out for one on every processor',
  'bind-process': 'gone since HAProxy 2.5: write "thread" on a bind line, or leave it out',
  'stats bind-process': 'gone since HAProxy 2.7: leave it out, there is one process',
  'mode health': 'gone since HAProxy 2.3: write "http-request return status 200" in a frontend',
  'mode forwardfor': 'not a mode: write "option forwardfor"',
  'mode httpclose': 'not a mode: leave it out, connections are kept alive and reused',
  'option forceclose': 'gone since HAProxy 2.0: leave it out, or write "option http-server-close"',
  'option http-tunnel': 'gone since HAProxy 2.1: leave it out',
  'option http_proxy': 'gone since HAProxy 2.5: write "http-request set-dst" with a resolver',
  'option http-use-htx': 'gone since HAProxy 2.2: leave it out',
  'option tcpsplice': 'gone: write "option splice-auto"',
  'option independant-streams': 'misspelt: write "option independent-streams"',
  forceclose: 'gone: leave it out, or write "option http-server-close"',
  httpclose: 'gone: leave it out, or write "option http-server-close"',
  redispatch: 'gone since HAProxy 2.1: write "option redispatch"',
  forwardfor: 'an option: write "option forwardfor"',
  httplog: 'an option: write "option httplog"',
  tcplog: 'an option: write "option tcplog"',
  dontlognull: 'an option: write "option dontlognull"',
  httpchk: 'an option: write "option httpchk" and "http-check send"',
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
  nosepoll: 'gone since HAProxy 1.5: leave it out',
  'tune.chksize': 'gone since HAProxy 2.5: tune.bufsize counts for checks too',
  debug: 'gone since HAProxy 2.5, and kept HAProxy in the foreground: leave it out',
}

/** Advice on lines that HAProxy 2.6 and 3.x accept, by their first words (rules 29, 30). */
const DISCOURAGED: Readonly<Record<string, { readonly rule: number; readonly advice: string }>> = {
  'option httpclose': {
    rule: 30,
    advice: 'it switches keep-alive off: leave it out, or write "option http-server-close"',
  },
  transparent: { rule: 29, advice: 'it is deprecated: write "option transparent"' },
  dispatch: { rule: 29, advice: 'it is gone since HAProxy 3.3: write a "server"' },
  'tune.ssl.capture-cipherlist-size': {
    rule: 29,
    advice: 'it is deprecated: write "tune.ssl.capture-buffer-size"',
  },
}

/** What a valid line does that should not be so, with the number of the rule; undefined if nothing is known. */
export function discouraged(words: readonly string[]): { readonly rule: number; readonly message: string } | undefined {
  const found = [words.slice(0, 2).join(' '), words[0] ?? ''].find((one) => Object.hasOwn(DISCOURAGED, one))
  const known = found === undefined ? undefined : DISCOURAGED[found]
  return known && { rule: known.rule, message: `"${found}": ${known.advice}` }
}

/** Returns the advice on one line of haproxy.cfg; undefined if the line is valid today. */
export function adviceOnLine(line: string): string | undefined {
  const words = wordsOf(line)
  const [first = '', second = ''] = words[0] === 'no' ? words.slice(1) : words
  if (words[0] !== 'no' || first !== 'option') {
    const firstTwo = `${first} ${second}`
    const found = [firstTwo, first].find((one) => Object.hasOwn(LEGACY_KEYWORDS, one))
    if (found !== undefined) return `"${found}" is ${LEGACY_KEYWORDS[found]}`
  }
  return headersInCheck(words) ?? addressOfSection(words) ?? processOfBind(words) ?? persistWithoutOption(words)
}

/** Fatal since HAProxy 3.0. */
function headersInCheck(words: readonly string[]): string | undefined {
  const [option, httpchk, , , version = ''] = words
  if (option !== 'option' || httpchk !== 'httpchk' || !/^HTTP\/[\d.]+(\\r|\\n|\r|\n)/i.test(version)) return undefined
  return '"option httpchk" with headers after the version is gone since HAProxy 3.0: write "http-check send meth GET uri / ver HTTP/1.1 hdr Host www.example.com"'
}

/** The syntax of HAProxy 1.4: `listen web 0.0.0.0:80`. */
function addressOfSection(words: readonly string[]): string | undefined {
  const [keyword = '', name, address = ''] = words
  if (!['listen', 'frontend'].includes(keyword) || !/:\d+$/.test(address)) return undefined
  return `"${keyword} ${name}" no longer takes an address: write "bind ${address}" in a line of its own`
}

function processOfBind(words: readonly string[]): string | undefined {
  const isSocket = words[0] === 'bind' || (words[0] === 'stats' && words[1] === 'socket')
  if (!isSocket || !words.includes('process', 2)) return undefined
  return `"process" of "${words[0]}" is gone since HAProxy 2.7: leave it out, or write "thread"`
}

/** `persist rdp-cookie` is valid: only `persist` alone is an option. */
function persistWithoutOption([first, second]: readonly string[]): string | undefined {
  return first === 'persist' && second === undefined ? '"persist" is an option: write "option persist"' : undefined
}

/** Returns the advice on all lines, each with its line number. */
export function adviceOnLines(lines: string): readonly string[] {
  return lines.split('\n').flatMap((line, index) => {
    const advice = adviceOnLine(line)
    return advice === undefined ? [] : [`line ${index + 1}: ${advice}`]
  })
}

/** The user's own lines of haproxy.cfg, for directives that the role does not model; legacy lines are refused. */
export const haproxyExtra = withSecrets(
  extraLines.superRefine((lines, context) => {
    for (const message of adviceOnLines(lines)) context.addIssue({ code: 'custom', message })
  }),
)

/** Arguments of `option`; with `no` before an option to switch it off. */
export const options = z.array(
  z
    .string()
    .regex(/^(no )?[a-z0-9-]+( [^\p{Cc}#]+)?$/u, 'an option of HAProxy is needed, such as http-server-close')
    .superRefine((option, context) => {
      const advice = /^(no )?option /.test(option)
        ? 'the role writes the word "option" itself: leave it out'
        : adviceOnLine(option.replace(/^(no )?/, '$1option '))
      if (advice !== undefined) context.addIssue({ code: 'custom', message: advice })
    }),
)
