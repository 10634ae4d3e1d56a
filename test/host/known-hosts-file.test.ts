import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { EvenkeelError } from '../../engine/errors/error.ts'
import { KnownHostsFiles } from '../../engine/host/known-hosts-file.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const folder = () => temporaryFolder('known')

test('KnownHostsFiles.append() creates the file for its owner alone', (t) => {
  const file = join(folder(), '.ssh', 'known_hosts')
  new KnownHostsFiles().append(file, 'lb1 ssh-ed25519 AAAA')
  t.is(readFileSync(file, 'utf8'), 'lb1 ssh-ed25519 AAAA\n')
  t.is(statSync(file).mode & 0o777, 0o600)
  t.is(statSync(join(file, '..')).mode & 0o777, 0o700)
})

test('KnownHostsFiles.append() does not damage a last line without a newline', (t) => {
  const file = join(folder(), 'known_hosts')
  writeFileSync(file, 'old ssh-ed25519 AAAA')
  const files = new KnownHostsFiles()
  t.is(files.lines([file]).length, 1)
  files.append(file, 'lb1 ssh-ed25519 BBBB')
  t.deepEqual(
    files.lines([file]).map(({ names, line }) => `${line} ${names}`),
    ['1 old', '2 lb1'],
  )
})

test('KnownHostsFiles.lines() throws for a file that cannot be read', (t) => {
  const error = t.throws(() => new KnownHostsFiles().lines([folder()]), { instanceOf: EvenkeelError })
  t.is(error?.code, 'host_key')
})

test('KnownHostsFiles.lines() returns no lines for a missing file', (t) => {
  t.deepEqual(new KnownHostsFiles().lines([join(folder(), 'none'), '/dev/null']), [])
})

test('KnownHostsFiles.revoked() reads one key on a line, for every host', (t) => {
  const file = join(folder(), 'revoked')
  writeFileSync(file, '# gone\nssh-ed25519 AAAA lost laptop\n\nssh-rsa BBBB\n')
  t.deepEqual(
    new KnownHostsFiles().revoked([file]).map(({ marker, names, key, line }) => [marker, names, key, line]),
    [
      ['revoked', '*', 'AAAA', 2],
      ['revoked', '*', 'BBBB', 4],
    ],
  )
})

test('KnownHostsFiles.revoked() throws for a binary list and for a file that is not there', (t) => {
  const file = join(folder(), 'revoked')
  writeFileSync(file, Buffer.from('SSHKRL\n\0\0\0\0\x01', 'latin1'))
  for (const [path, message] of [
    [file, /is a binary list \(KRL\)/],
    [`${file}.none`, /no such file/],
  ] as const) {
    const error = t.throws(() => new KnownHostsFiles().revoked([path]), { instanceOf: EvenkeelError, message })
    t.is(error?.code, 'host_key')
  }
})
