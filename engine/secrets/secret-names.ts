/** Words in the names of values that are secrets, such as `auth_pass`, `API_TOKEN` and `privateKey`. */
const WORDS =
  'pass|passwd|password|passphrase|pwd|pw|psk|pin|secrets?|tokens?|key|keys|apikey|credentials?|creds?|auth|authorization|bearer|cookie|community|htpasswd'

/** These directives pass requests on. */
const INNOCENT = /(?:proxy|fastcgi|uwsgi|scgi|grpc|memcached)_pass$/

/** A word of a name ends at a capital letter, at a character that is no letter, or at the end of the name. */
const SECRET_WORD = new RegExp(`(?:^|[^a-z])(?:${WORDS})(?:[^a-z]|$)`)

/** Whether a value with this name is likely to be a secret. */
export function looksSecret(name: string): boolean {
  const words = name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase()
  return SECRET_WORD.test(words) && !INNOCENT.test(words)
}

/** A word in a text that announces a secret behind it. */
export const ANNOUNCEMENT = new RegExp(`(?<![a-z])(?:${WORDS})(?![a-z])`, 'i')
