import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { nearFile } from '../../engine/errors/near-file.ts'
import { readSource } from '../../engine/errors/read-source.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const folder = temporaryFolder('near-file')
for (const name of ['web.yml', 'hosts.yml', 'notes.txt', '.hidden.yml']) writeFileSync(join(folder, name), '')
mkdirSync(join(folder, 'empty'))

const CASES: readonly (readonly [path: string, hint: string | undefined])[] = [
  ['wbe.yml', `Did you mean ${folder}/web.yml?`],
  ['host.yml', `Did you mean ${folder}/hosts.yml?`],
  ['Web.yml', `Did you mean ${folder}/web.yml?`],
  ['web', `Did you mean ${folder}/web.yml?`],
  ['something-else.yml', `There are hosts.yml, web.yml in ${folder}.`],
  ['anything.txt', `There is notes.txt in ${folder}.`],
  ['none/web.yml', `There is no folder ${folder}/none.`],
  ['empty/web.yml', undefined],
]

for (const [path, hint] of CASES)
  test(`nearFile() for ${path}`, async (t) => t.is(await nearFile(join(folder, path)), hint))

test('readSource() says which file may be meant', async (t) => {
  const error = await t.throwsAsync(readSource(join(folder, 'wbe.yml')))
  t.like(error, { code: 'input', hint: `Did you mean ${folder}/web.yml?` })
})
