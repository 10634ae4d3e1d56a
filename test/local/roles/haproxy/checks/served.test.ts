import { execFileSync } from 'node:child_process'
import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import test from 'ava'
import { temporaryFolder } from '../../../../support/temporary-folder.ts'

const SERVED = fileURLToPath(new URL('../../../../../roles/haproxy/checks/served.sh', import.meta.url))

/** Like OpenSSL 3.0, `x509 -checkend` prints its line and ends: `-checkhost` in the same call prints nothing. */
const OPENSSL = `#!/bin/sh
case "$*" in
  s_client*) echo '-----BEGIN CERTIFICATE-----' ;;
  *-checkend*) echo 'Certificate will not expire' ;;
  *-checkhost*) echo "Hostname $4 does NOT match certificate" ;;
esac
`

test('read_served looks at the name in an OpenSSL call of its own', (t) => {
  const folder = temporaryFolder('served')
  const openssl = join(folder, 'openssl')
  writeFileSync(openssl, OPENSSL)
  chmodSync(openssl, 0o755)
  const read = (...words: readonly string[]) =>
    execFileSync('sh', ['-c', `. "$0"; read_served "$@"`, SERVED, ...words], {
      env: { PATH: `${folder}:${process.env.PATH}` },
      encoding: 'utf8',
    })
  t.regex(read('127.0.0.1:443', 'shop.example.com'), /will not expire\nHostname shop\.example\.com does NOT match/)
  t.notRegex(read('127.0.0.1:443'), /Hostname/)
})
