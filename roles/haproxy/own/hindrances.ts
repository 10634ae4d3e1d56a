import type { RawLine } from '../raw.ts'

/** What a line of the user's own may do to a request of a check. */
export interface Hindrance {
  /**
   * `answer`: HAProxy may answer by itself, or hang up. `rewrite`: rules get another request. `route`: it may choose another
   * backend than the default one. `spread`: it may choose the server in another way than `balance` says.
   */
  readonly of: 'answer' | 'rewrite' | 'route' | 'spread'
  /** The line's first words, for users. */
  readonly line: string
}

const OWN_ANSWERS = [
  'auth',
  'cache-use',
  'deny',
  'redirect',
  'reject',
  'return',
  'silent-drop',
  'tarpit',
  'use-service',
]
const REWRITES = [
  'normalize-uri',
  'replace-path',
  'replace-pathq',
  'replace-uri',
  'set-method',
  'set-path',
  'set-pathq',
  'set-uri',
]
const ROUTES = ['use_backend', 'default_backend']
const SPREADS = [
  'balance',
  'cookie',
  'dispatch',
  'force-persist',
  'hash-type',
  'ignore-persist',
  'persist',
  'server-template',
  'stick',
  'use-server',
]

/** What lines of the user's own may do to requests, each line once. */
export function hindrancesIn(lines: readonly RawLine[]): readonly Hindrance[] {
  return lines.flatMap(({ words }): readonly Hindrance[] => {
    const of = kindOf(words)
    return of === undefined ? [] : [{ of, line: words.slice(0, words[0]?.startsWith('tcp-') ? 3 : 2).join(' ') }]
  })
}

function kindOf(words: readonly string[]): Hindrance['of'] | undefined {
  const [first = '', second = '', third = ''] = words
  if (/^http-(request|response|after-response)$/.test(first)) {
    const action = second.replace(/\(.*/, '')
    if (OWN_ANSWERS.includes(action) || action.startsWith('lua.')) return 'answer'
    if (REWRITES.includes(action)) return 'rewrite'
    return action === 'set-dst' || action === 'set-dst-port' ? 'spread' : undefined
  }
  if (first === 'tcp-request' || first === 'tcp-response')
    return /^(reject|silent-drop|close|expect-proxy|expect-netscaler-cip|switch-mode|use-service|lua\.)/.test(third)
      ? 'answer'
      : undefined
  if (first === 'redirect') return 'answer'
  if (first === 'option') return second === 'transparent' ? 'spread' : undefined
  if (ROUTES.includes(first)) return 'route'
  return SPREADS.includes(first) ? 'spread' : undefined
}

/** `http-request redirect scheme https` of requests without TLS only: those with TLS pass. */
export function redirectsPlainOnly({ words }: RawLine): boolean {
  const line = words.join(' ')
  return (
    /^(http-request )?redirect scheme https\b/.test(line) && /( if !\s?\{ ssl_fc \}| unless \{ ssl_fc \})$/.test(line)
  )
}
