import { createHash } from 'node:crypto'

/** The server's byte that asks for the whole password, after TLS has begun. */
export const PASSWORD_IN_CLEAR = 4

type Plugin = (password: Buffer, salt: Buffer) => Buffer

/** MariaDB's accounts have the first kind of password, those of MySQL 9 the second. */
const PLUGINS: Readonly<Record<string, Plugin>> = {
  mysql_native_password: (secret, salt) =>
    mixed(hash('sha1', secret), hash('sha1', Buffer.concat([salt, hash('sha1', hash('sha1', secret))]))),
  caching_sha2_password: (secret, salt) =>
    mixed(hash('sha256', secret), hash('sha256', Buffer.concat([hash('sha256', hash('sha256', secret)), salt]))),
}

/** What a client sends instead of its password. Throws for a kind of password that it does not know. */
export function password(plugin: string, secret: string, salt: Buffer): Buffer {
  const answer = PLUGINS[plugin]
  if (answer === undefined) throw new Error(`the server asks for a password of the unknown kind ${plugin}`)
  return answer(Buffer.from(secret), salt)
}

function hash(algorithm: 'sha1' | 'sha256', content: Buffer): Buffer {
  return createHash(algorithm).update(content).digest()
}

function mixed(one: Buffer, other: Buffer): Buffer {
  return Buffer.from(one.map((byte, index) => byte ^ (other[index] ?? 0)))
}
