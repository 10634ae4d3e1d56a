import test from 'ava'
import { Source } from '../../../engine/errors/source.ts'
import { readStoreFile, storeText } from '../../../inventory/secrets/store-file.ts'

const ARMOR = '|\n    -----BEGIN AGE ENCRYPTED FILE-----\n    AAAA\n    -----END AGE ENCRYPTED FILE-----'
const WHOLE = `format: evenkeel-secrets/1
recipients:
  - age1anna anna@desk
seal: ${ARMOR}
secrets:
  A: ${ARMOR}
`

function read(text: string) {
  return readStoreFile(new Source('secrets.yml', text))
}

test('readStoreFile() reads what storeText() writes', (t) => {
  const file = read(WHOLE)
  t.deepEqual(file.recipients, ['age1anna anna@desk'])
  t.deepEqual([...file.values.keys()], ['A'])
  t.deepEqual(read(storeText(file)), file)
  const withPassphrase = { ...file, passphraseKey: file.seal }
  t.deepEqual(read(storeText(withPassphrase)), withPassphrase)
})

for (const [title, text, place, reason] of [
  ['an empty file', '', '1:1', /is no file of secrets/],
  ['another format', WHOLE.replace('secrets/1', 'secrets/2'), '1:9', /must have "format: evenkeel-secrets\/1"/],
  ['a missing part', WHOLE.replace(/seal: [\s\S]*FILE-----\n(?=secrets)/, ''), '1:1', /"seal" is missing/],
  ['an unknown key', `${WHOLE}recipents: []\n`, '13:1', /"recipents" is not known here/],
  ['no recipients', WHOLE.replace(/\n {2}- .*/, ' []'), '2:13', /must be a list of public keys/],
  ['a value in clear text', WHOLE.replace(/A: [\s\S]*/, 'A: hunter2-clear\n'), '9:6', /is not encrypted with age/],
  ['a name with a brace', WHOLE.replace('  A:', '  "A}":'), '9:3', /A secret cannot be called/],
] as const) {
  test(`readStoreFile() refuses ${title}`, (t) => {
    const error = t.throws(() => read(text), { message: reason }) as Error & {
      where?: { line: number; column: number }
    }
    t.is(`${error.where?.line}:${error.where?.column}`, place)
    t.false(`${JSON.stringify(error)}${error.message}`.includes('hunter2'))
  })
}
