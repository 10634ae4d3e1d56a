import test from 'ava'
import { certificateIds, certificateResources, pemPath } from '../../../../roles/kit/certificates/files.ts'
import { certificates } from '../../../../roles/kit/certificates/vars.ts'

const pem =
  '-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----\n-----BEGIN PRIVATE KEY-----\ny\n-----END PRIVATE KEY-----\n'
const all = certificates.parse([
  { name: 'a', pem },
  { name: 'b', self_signed: 'b.example', days: 90 },
])
const folder = { folder: '/etc/x', readableAfter: 'package:x', validate: 'x -t' }

test('certificateResources() writes a PEM that only root can read, and self-signed ones (rule 32)', (t) => {
  const resources = certificateResources(all, folder)
  t.deepEqual(
    resources.map((one) => one.id),
    ['package:openssl', 'directory:/etc/x', 'file:/etc/x/a.pem', 'certificate:/etc/x/b.self-signed.pem'],
  )
  t.like(resources[2]?.spec, { mode: '0600', validate: 'x -t' })
  t.deepEqual(certificateResources([], folder), [])
})

test('certificateIds() names the resources that make a server reload', (t) => {
  t.deepEqual(certificateIds(all, '/etc/x'), ['file:/etc/x/a.pem', 'certificate:/etc/x/b.self-signed.pem'])
})

test('pemPath() differs, so that one kind can replace the other in one run', (t) => {
  const [bought] = all
  t.truthy(bought)
  if (bought !== undefined) t.not(pemPath('/x', bought), pemPath('/x', { ...bought, pem: undefined }))
})

test('certificates refuses a name that is there twice', (t) => {
  const issues = certificates.safeParse([
    { name: 'a', pem },
    { name: 'a', pem },
  ]).error?.issues
  t.deepEqual(issues?.[0]?.path, [1, 'name'])
})
