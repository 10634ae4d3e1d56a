import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { noFlags } from '../../../../cli/parse/flags.ts'
import { readAssignment } from '../../../../cli/run/read-files.ts'
import type { Blob } from '../../../../engine/blob.ts'
import { storeText } from '../../../../inventory/secrets/store-file.ts'
import { describe, type Files, problemsOf, sceneOf } from '../../../description/scene.ts'
import { person, storeFor } from '../../../inventory/secrets/stores.ts'
import { fakeIo } from '../../fake-io.ts'

const site = (content: string) =>
  `name: Shop\nplays:\n  - hosts: web1\n    tasks: [{ file: { path: /etc/key, content: ${content} } }]\n`
/** `from a real vault`, with the password `vault pass 1`: made by ansible-vault. */
const VAULTED = `!vault |
          $ANSIBLE_VAULT;1.1;AES256
          34356230366136613530333735326466626536386162616264303264643239623032663633333165
          6336383566306133336138326235633034383932623033610a376562343963323962393465356332
          35653635303637383361306239653164336165333034363766346139656662393534326430333935
          3265363333366231330a363865666661303937653237396662386132326263366535366562666130
          63633562376536336134316630323035343236623166313633316266613238306337
`
/** Made once for all tests. */
const made = (async () => {
  const [anna, other] = [await person(), await person()]
  return {
    identity: `# anna\n${anna.key}\n`,
    foreign: other.key,
    store: storeText(await storeFor([anna], { DB: 'hunter2-of-the-store', OTHER: 'hunter2-unused' })),
  }
})()

/** What the first file of web1 is to hold, or the errors. Nobody can be asked. */
async function contentOf(t: ExecutionContext, files: Files, flags: { vaultPasswordFile?: string } = {}) {
  const folder = await sceneOf(t, { 'identity.txt': (await made).identity, ...files })
  const { vaultPasswordFile } = flags
  const given = {
    inventory: join(folder, 'inventory.yml'),
    identity: join(folder, 'identity.txt'),
    vaultPasswordFile: vaultPasswordFile && join(folder, vaultPasswordFile),
  }
  const line = { positionals: [join(folder, 'site.yml')], tail: [], flags: { ...noFlags(), ...given } }
  try {
    const [host] = describe(await readAssignment(line, fakeIo({ env: { HOME: folder } }))).plays[0]?.hosts ?? []
    t.false(JSON.stringify(host).includes('hunter2'))
    const content = (host?.resources[0]?.spec as { content?: Blob } | undefined)?.content
    t.is(`${content?.text}`, '***')
    return content?.text?.reveal()
  } catch (error) {
    return problemsOf(error, folder).join('\n')
  }
}

test('readAssignment() opens secrets of the file beside the inventory', async (t) => {
  const files = { 'secrets.yml': (await made).store, 'site.yml': site('"${secret:DB}"') }
  t.is(await contentOf(t, files), 'hunter2-of-the-store')
})

for (const [title, change, problem] of [
  ['no file of secrets', () => ({}), 'input site.yml:4:49 There is no file of secrets secrets.yml. Make one:'],
  [
    'another name',
    ({ store }) => ({ 'secrets.yml': store.replace('  DB:', '  BD:') }),
    'input site.yml:4:49 There is no secret "DB" in secrets.yml',
  ],
  [
    'a value that was moved',
    ({ store }) => ({ 'secrets.yml': store.replace('  DB:', '  X:').replace('  OTHER:', '  DB:') }),
    'input site.yml:4:49 Cannot trust secrets.yml: the value of "DB" was stored as "OTHER"',
  ],
  [
    "somebody else's key",
    ({ store, foreign }) => ({ 'secrets.yml': store, 'identity.txt': foreign }),
    'authentication Cannot open secrets.yml: it is not encrypted to identity.txt',
  ],
  [
    'a key file without a key',
    ({ store }) => ({ 'secrets.yml': store, 'identity.txt': '# none\n' }),
    'authentication Cannot use the key identity.txt: it holds no key',
  ],
] as const satisfies readonly (readonly [string, (given: Awaited<typeof made>) => Files, string])[]) {
  test(`readAssignment() refuses ${title}`, async (t) => {
    t.is(await contentOf(t, { 'site.yml': site('"${secret:DB}"'), ...change(await made) }), problem)
  })
}

test('readAssignment() opens nothing, and needs no key, if no secret of the file is used', async (t) => {
  const files = { 'secrets.yml': 'not read', 'identity.txt': 'not read', 'site.yml': site('"${file:key.txt}"') }
  t.is(await contentOf(t, { ...files, 'key.txt': 'hunter2-file' }), 'hunter2-file')
})

const VAULT_INVENTORY = `all:\n  hosts:\n    web1:\n      host: 10.77.0.21\n      key: ${VAULTED}`

test('readAssignment() opens values of the vault with the password of a file, and of a program', async (t) => {
  const files = { 'inventory.yml': VAULT_INVENTORY, 'site.yml': site('"${key}"') }
  t.is(
    await contentOf(t, { ...files, 'pw.txt': 'vault pass 1\n' }, { vaultPasswordFile: 'pw.txt' }),
    'from a real vault',
  )
  const program = { ...files, 'pw.sh': '#!/bin/sh\necho vault pass 1\n' }
  t.is(await contentOf(t, program, { vaultPasswordFile: 'pw.sh' }), 'from a real vault')
})

for (const [title, files, vaultPasswordFile, problem] of [
  [
    'a wrong password',
    { 'pw.txt': 'staple battery\n' },
    'pw.txt',
    /^input inventory\.yml:5:\d+ Cannot open a !vault value: the password of the vault does not fit/,
  ],
  ['a missing file', {}, 'pw.txt', /^authentication Cannot read the password of the vault from pw\.txt: ENOENT$/],
  [
    'a program that fails',
    { 'pw.sh': '#!/bin/sh\necho hunter2\nexit 1\n' },
    'pw.sh',
    /^authentication Cannot read the password of the vault from pw\.sh: 1$/,
  ],
  [
    'no password',
    {},
    undefined,
    /^authentication Password of the vault is needed, and there is no terminal to ask for it$/,
  ],
] as const) {
  test(`readAssignment() refuses a value of the vault with ${title}`, async (t) => {
    const scene = { 'inventory.yml': VAULT_INVENTORY, 'site.yml': site('"${key}"'), ...files }
    t.regex((await contentOf(t, scene, vaultPasswordFile ? { vaultPasswordFile } : {})) ?? '', problem)
  })
}
