import test from 'ava'
import { Text } from '../../../engine/secrets.ts'
import { type WriterOptions, writerFiles } from '../../../roles/mysql/writer/files.ts'

const OPTIONS: WriterOptions = {
  engine: 'mysql',
  serverUnit: 'mysql.service',
  vip: '10.0.0.5',
  peer: '10.0.0.12',
  witnesses: ['10.0.0.1', '10.0.0.2'],
  port: 3306,
  semisync: true,
  events: false,
  answer: { address: 'fd00::11', port: 3380 },
  account: { user: 'guard', password: 'secret' },
  tls: { ca: '/etc/mysql/ca.pem' },
}

test('writerFiles() keeps the password in one file, of root alone', (t) => {
  const files = writerFiles(OPTIONS).map(({ content, ...rest }) => ({
    ...rest,
    content: content instanceof Text ? content.reveal() : content,
  }))
  const secret = files.filter(({ content }) => content.includes('secret"'))
  t.deepEqual(
    secret.map(({ path, mode }) => [path, mode]),
    [['/etc/evenkeel/writer-peer.cnf', '0600']],
  )
  t.regex(secret[0]?.content ?? '', /^\[client\]\nuser = guard\npassword = "secret"\nssl-mode = VERIFY_CA\n/)
  const contentOf = (name: string) => files.find(({ path }) => path.endsWith(name))?.content ?? ''
  t.regex(contentOf('writer.conf'), /^WITNESSES='10\.0\.0\.1 10\.0\.0\.2'$/m)
  t.regex(contentOf('evenkeel-writer.socket'), /^ListenStream=\[fd00::11\]:3380\nListenStream=10\.0\.0\.5:3380$/m)
  t.regex(contentOf('/writer'), /^#!\/bin\/sh\n/)
})
