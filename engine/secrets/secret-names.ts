/** Words for secrets, wherever they stand in the name of a value: `auth_pass`, `API_TOKEN`, `passwordFile`. */
const STRONG = 'pass|passwd|password|passphrase|pwd|psk|secrets?|tokens?|apikey|credentials?|creds?|bearer|htpasswd'
/** Words for secrets at the end of a name: `private_key`, and not `key_file`. */
const WEAK = 'passwords|pw|pin|key|keys|auth|authorization|community'

/** These directives pass requests on. */
const INNOCENT = /(?:proxy|fastcgi|uwsgi|scgi|grpc|memcached)_pass$/

const SECRET_NAME = new RegExp(`(?:^|[^a-z])(?:(?:${STRONG})(?:[^a-z]|$)|(?:${WEAK})$)`)

/** Whether a value with this name is likely to be a secret. */
export function looksSecret(name: string): boolean {
  const words = separated(name)
  return SECRET_NAME.test(words) && !INNOCENT.test(words)
}

const ANNOUNCEMENT = new RegExp(`(?<![a-z])(?:${STRONG}|${WEAK})(?![a-z])`)

/** Whether a word in the text announces a secret behind it. */
export function announcesSecret(text: string): boolean {
  return ANNOUNCEMENT.test(separated(text))
}

/** `apiKey` becomes `api_key`. */
function separated(text: string): string {
  return text.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase()
}
