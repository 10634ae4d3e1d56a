import test from 'ava'
import { looksSecret } from '../../../engine/secrets/secret-names.ts'

for (const name of [
  'password',
  'auth_pass',
  'ansible_become_pass',
  'API_TOKEN',
  'privateKey',
  'ssl_key',
  'db.secret',
  'password-file',
  'auth',
])
  test(`looksSecret() holds for ${name}`, (t) => t.true(looksSecret(name)))

for (const name of [
  'proxy_pass',
  'key_file',
  'auth_type',
  'compass',
  'monkey',
  'keepalive',
  'host',
  'passive',
  'pin_cpu',
])
  test(`looksSecret() does not hold for ${name}`, (t) => t.false(looksSecret(name)))
