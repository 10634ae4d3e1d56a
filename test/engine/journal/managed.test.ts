import test from 'ava'
import { asciiJson } from '../../../engine/journal/ascii-json.ts'
import { managedFileName } from '../../../engine/journal/managed.ts'

const values = ['plain', 'é名前😀', '\u2028\u007f', 'a\nb"c\\', { path: '/srv/é', list: [1, null, true] }]

for (const value of values)
  test(`asciiJson() writes ${JSON.stringify(value)} in ASCII and back`, (t) => {
    const written = asciiJson(value)
    t.regex(written, /^[\x20-\x7e]*$/)
    t.deepEqual(JSON.parse(written), value)
  })

const names = ['Web tier', 'web tier', 'Web-tier', '../../etc/passwd', '', '.', '名前', 'a'.repeat(500), "it's $(id)\n"]

test('managedFileName() gives every playbook a different file name, which is no path', (t) => {
  const files = names.map(managedFileName)
  t.is(new Set(files).size, names.length)
  for (const file of files) t.regex(file, /^[a-z0-9-]{1,49}\.json$/)
})
