import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import test from 'ava'
import { dispatch } from '../../../cli/dispatch.ts'
import { encryptedToPassphrase } from '../../../inventory/secrets/age.ts'
import { storeOf } from '../../../inventory/secrets/store.ts'
import { storeText } from '../../../inventory/secrets/store-file.ts'
import { person } from '../../inventory/secrets/stores.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { type FakeIo, fakeIo } from '../fake-io.ts'

const root = temporaryFolder('secrets')
/** The base-2 logarithm of scrypt's cost; that of `secrets init` takes seconds. */
const QUICK = 4
let made = 0

/** A folder with an inventory, and an operator whose home is in it. */
class Scene {
  readonly folder = join(root, String(made++))
  readonly inventory = join(this.folder, 'inventory.yml')
  readonly store = join(this.folder, 'secrets.yml')
  readonly env: Record<string, string>

  constructor() {
    mkdirSync(this.folder)
    writeFileSync(this.inventory, 'all: { hosts: { web1: } }\n')
    this.env = { HOME: this.folder, XDG_CONFIG_HOME: join(this.folder, 'config'), PATH: process.env.PATH ?? '' }
  }

  get key(): string {
    return join(this.folder, 'config/evenkeel/identity')
  }

  get publicKey(): string {
    return /age1\w+/.exec(readFileSync(this.key, 'utf8'))?.[0] ?? ''
  }

  /** Runs `evenkeel secrets`, with this text on standard input. */
  async run(words: readonly string[], input = ''): Promise<{ code: number; out: string; err: string }> {
    const io = fakeIo({ env: this.env })
    ;(io.stdin as unknown as NodeJS.WritableStream).end(input)
    const code = await dispatch(['secrets', ...words, '-i', this.inventory], io)
    return { code, out: io.out(), err: io.err() }
  }

  /** Runs it on a terminal, and types each answer when its question has appeared. */
  async type(words: readonly string[], answers: readonly (readonly [question: string, answer: string])[]) {
    const io = fakeIo({ env: this.env, terminal: true })
    const code = dispatch(['secrets', ...words, '-i', this.inventory], io)
    for (const [question, answer] of answers) {
      await questionOf(io, question)
      ;(io.stdin as unknown as NodeJS.WritableStream).write(`${answer}\r`)
    }
    return { code: await code, out: io.out(), err: io.err() }
  }

  /** Makes the store, and stores values. */
  async with(values: Readonly<Record<string, string>>): Promise<this> {
    await this.run(['init'])
    for (const [name, value] of Object.entries(values)) await this.run(['set', name], value)
    return this
  }

  editor(script: string): void {
    const path = join(this.folder, 'editor.sh')
    writeFileSync(path, `#!/bin/sh\n${script}\n`)
    chmodSync(path, 0o755)
    this.env.EDITOR = path
  }
}

async function questionOf(io: FakeIo, question: string): Promise<void> {
  const seen = io.err().split(question).length
  const limit = Date.now() + 120_000
  while (io.err().split(question).length < Math.max(seen, 2) && Date.now() < limit) await setTimeout(20)
  await setTimeout(50)
}

test('secrets init makes a key for its owner only, and a file; secrets get prints what secrets set stored', async (t) => {
  const scene = new Scene()
  const init = await scene.run(['init'])
  t.is(init.code, 0, init.err)
  t.is(statSync(scene.key).mode & 0o777, 0o600)
  t.true(init.err.includes(scene.publicKey))
  const set = await scene.run(['set', 'DB_PASSWORD'], 'hunter2-of-the-shop\n')
  t.is(set.code, 0, set.err)
  t.false(readFileSync(scene.store, 'utf8').includes('hunter2'))
  t.deepEqual(await scene.run(['get', 'DB_PASSWORD']), { code: 0, out: 'hunter2-of-the-shop\n', err: '' })
  const list = await scene.run(['list'])
  t.is(list.out, 'DB_PASSWORD\n')
})

test('secrets init overwrites nothing', async (t) => {
  const scene = await new Scene().with({ A: 'hidden-A' })
  const before = readFileSync(scene.store, 'utf8')
  const { code, err } = await scene.run(['init'])
  t.is(code, 1)
  t.regex(err, /is there already\. Nothing was changed\./)
  t.is(readFileSync(scene.store, 'utf8'), before)
})

for (const [title, words, input, reason] of [
  ['a value on the command line', ['set', 'A', 'hunter2-argument'], '', /no value on the command line/],
  ['an empty value', ['set', 'A'], '\n', /The value of A is empty/],
  ['a name with a brace', ['set', 'A}'], 'x', /A secret cannot be called "A}"/],
  ['an unknown name', ['get', 'AX'], '', /There is no secret "AX"[\s\S]*Did you mean "A"\?/],
  ['an unknown action', ['gett', 'A'], '', /secrets has no "gett"[\s\S]*Did you mean "get"\?/],
  ['a missing name', ['get'], '', /get needs the name of a secret/],
  ['a flag of another action', ['get', 'A', '--recipient', 'age1'], '', /get does not take --recipient/],
] as const) {
  test(`secrets refuses ${title}`, async (t) => {
    const scene = await new Scene().with({ A: 'stored before' })
    const before = readFileSync(scene.store, 'utf8')
    const { code, out, err } = await scene.run(words, input)
    t.is(code, 1)
    t.regex(err, reason)
    t.false(`${out}${err}`.includes('hunter2'))
    t.is(readFileSync(scene.store, 'utf8'), before)
  })
}

test('secrets set without a store names the command that makes one', async (t) => {
  const scene = new Scene()
  const { code, err } = await scene.run(['set', 'A'], 'x')
  t.is(code, 1)
  t.true(err.includes(`evenkeel secrets init -i ${scene.inventory}`))
})

test('secrets with a lost key changes nothing, and lists whose key is needed', async (t) => {
  const scene = await new Scene().with({ A: 'hidden-A' })
  const [before, publicKey] = [readFileSync(scene.store, 'utf8'), scene.publicKey]
  scene.env.XDG_CONFIG_HOME = join(scene.folder, 'other')
  for (const words of [['set', 'A'], ['get', 'A'], ['rekey'], ['edit']]) {
    const { code, out, err } = await scene.run(words, 'new')
    t.is(code, 1)
    t.is(out, '')
    t.regex(err, /Cannot open .*secrets\.yml: there is no key in .*other\/evenkeel\/identity/)
    t.true(err.includes(publicKey))
  }
  t.is(readFileSync(scene.store, 'utf8'), before)
})

test('secrets takes the key that --identity or EVENKEEL_IDENTITY names, and no key itself', async (t) => {
  const scene = await new Scene().with({ A: 'hidden-A' })
  const key = scene.key
  scene.env.XDG_CONFIG_HOME = join(scene.folder, 'other')
  t.is((await scene.run(['get', 'A', '--identity', key])).out, 'hidden-A\n')
  scene.env.EVENKEEL_IDENTITY = key
  t.is((await scene.run(['get', 'A'])).out, 'hidden-A\n')
  scene.env.EVENKEEL_IDENTITY = readFileSync(key, 'utf8').split('\n')[1] ?? ''
  const { code, err } = await scene.run(['get', 'A'])
  t.is(code, 1)
  t.regex(err, /The path of a file is needed as identity/)
  t.notRegex(err, /AGE-SECRET-KEY-1/)
})

test('secrets rekey adds a recipient and removes one, whose key opens it no more', async (t) => {
  const [anna, bert] = [await new Scene().with({ A: 'hidden-A' }), await new Scene().with({})]
  const added = await anna.run(['rekey', '--recipient', `${bert.publicKey} bert`])
  t.is(added.code, 0, added.err)
  bert.env.EVENKEEL_IDENTITY = anna.key
  const getA = ['get', 'A', '--identity']
  for (const { key } of [anna, bert]) t.is((await anna.run([...getA, key])).out, 'hidden-A\n')

  const locked = await anna.run(['rekey', '--remove-recipient', anna.publicKey])
  t.regex(locked.err, /Your own keys could not open it any more\. Nothing was changed\./)
  const removed = await anna.run(['rekey', '--remove-recipient', 'bert'])
  t.is(removed.code, 0, removed.err)
  t.regex(removed.err, /change the secrets themselves, too/)
  t.is((await anna.run([...getA, bert.key])).code, 1)
  t.is((await anna.run([...getA, anna.key])).out, 'hidden-A\n')
})

test('secrets rekey shows a recipient that was added by hand, and takes it only with consent', async (t) => {
  const [scene, mallory] = [await new Scene().with({ A: 'hidden-A' }), await new Scene().with({})]
  const text = readFileSync(scene.store, 'utf8').replace('recipients:\n', `recipients:\n  - ${mallory.publicKey}\n`)
  writeFileSync(scene.store, text)
  const set = await scene.run(['set', 'A'], 'new value')
  t.regex(set.err, /its recipients were changed by hand/)
  const refused = await scene.run(['rekey'])
  t.is(refused.code, 1)
  t.true(refused.err.includes(`+ ${mallory.publicKey}`))
  t.is(readFileSync(scene.store, 'utf8'), text)
  t.is((await scene.run(['rekey', '--yes'])).code, 0)
  t.is((await scene.run(['get', 'A', '--identity', mallory.key])).out, 'hidden-A\n')
})

test('secrets edit changes, adds and removes values; the clear text was in memory, in no process, and is gone', async (t) => {
  const scene = await new Scene().with({ A: 'unseen-value-of-A', B: 'hidden-B', C: 'hidden-C' })
  const seen = join(scene.folder, 'seen')
  scene.editor(`
    echo "$1" >'${seen}'; stat -f -c %T "$1" >>'${seen}'; stat -c %a "$1" >>'${seen}'
    sed -n 's/^A: //p' "$1" >"$1~"; wc -c <"$1~" >>'${seen}'
    grep -aFlf "$1~" /proc/[0-9]*/cmdline /proc/[0-9]*/environ 2>/dev/null >'${seen}-in-processes'
    sed -i -e 's/^A: .*/A: "7: seven"/' -e '/^B:/d' "$1"; echo 'D: 0123' >>"$1"`)
  const { code, err } = await scene.run(['edit'])
  t.is(code, 0, err)
  t.regex(err, /~ A\n.*- B\n.*\+ D\n/)
  const [path = '', fileSystem, mode, sought] = readFileSync(seen, 'utf8').split('\n')
  t.deepEqual([fileSystem, mode, sought], ['tmpfs', '600', '18'])
  t.false(existsSync(join(path, '..')))
  t.is(readFileSync(`${seen}-in-processes`, 'utf8'), '')
  const files = readdirSync(scene.folder, { recursive: true, withFileTypes: true }).filter((file) => file.isFile())
  const texts = files.map((file) => readFileSync(join(file.parentPath, file.name), 'utf8'))
  t.false(texts.some((text) => text.includes('unseen-value')))
  t.is((await scene.run(['list'])).out, 'A\nC\nD\n')
  t.is((await scene.run(['get', 'A'])).out, '7: seven\n')
  t.is((await scene.run(['get', 'D'])).out, '0123\n')
})

for (const [title, script, reason] of [
  [
    'a text that is not YAML',
    `echo 'A: "hunter2-open' >"$1"`,
    /Cannot read line \d of the edited text: it is not YAML/,
  ],
  ['a line without a name', `echo 'hunter2-alone' >"$1"`, /lines of the form NAME: value are needed/],
  ['a list', `printf 'A:\\n- hunter2-item\\n' >"$1"`, /line 1 of the edited text: a single value is needed/],
  ['a name without a value', `echo 'A:' >"$1"`, /line 1 of the edited text: it has no value/],
  ['the same name twice', `printf 'A: hunter2-x\\nA: y\\n' >"$1"`, /line 2 of the edited text: this name occurs twice/],
  ['an editor that fails', 'exit 3', /The editor .* failed: it ended with status 3\. Nothing was changed\./],
] as const) {
  test(`secrets edit changes nothing after ${title}`, async (t) => {
    const scene = await new Scene().with({ A: 'hidden-A' })
    const before = readFileSync(scene.store, 'utf8')
    scene.editor(script)
    const { code, err } = await scene.run(['edit'])
    t.is(code, 1)
    t.regex(err, reason)
    t.false(err.includes('hunter2'))
    t.is(readFileSync(scene.store, 'utf8'), before)
    t.false(readdirSync(scene.folder).some((name) => name.startsWith('.secrets')))
  })
}

test('secrets edit refuses if the file was changed meanwhile', async (t) => {
  const scene = await new Scene().with({ A: 'hidden-A' })
  scene.editor(`sed -i 's/hidden/changed/' "$1"; echo '# a remark' >>'${scene.store}'`)
  const { code, err } = await scene.run(['edit'])
  t.is(code, 1)
  t.regex(err, /somebody else has changed it meanwhile/)
  t.is((await scene.run(['get', 'A'])).out, 'hidden-A\n')
})

test('secrets init --passphrase makes a store that the passphrase opens', async (t) => {
  const scene = new Scene()
  const init = await scene.type(
    ['init', '--passphrase'],
    [
      ['New passphrase of the secrets', 'correct horse'],
      ['The same once more', 'correct horse'],
    ],
  )
  t.is(init.code, 0, init.err)
  const set = await scene.type(
    ['set', 'A'],
    [
      ['Passphrase of', 'correct horse'],
      ['Value of A', 'hidden-A'],
      ['The same once more', 'hidden-A'],
    ],
  )
  t.is(set.code, 0, set.err)
})

test('secrets get refuses a wrong passphrase, and to go on where nobody can be asked for it', async (t) => {
  const scene = new Scene()
  const { key, recipient } = await person()
  const passphraseKey = await encryptedToPassphrase(key, 'correct horse', QUICK)
  const store = await storeOf(scene.store, {
    recipients: [recipient],
    passphraseKey,
    values: new Map([['A', 'hidden-A']]),
  })
  writeFileSync(scene.store, storeText(store))
  const right = await scene.type(['get', 'A'], [['Passphrase of', 'correct horse']])
  t.deepEqual([right.code, right.out], [0, 'hidden-A\n'])
  const wrong = await scene.type(['get', 'A'], [['Passphrase of', 'wrong horse']])
  t.deepEqual([wrong.code, wrong.out], [1, ''])
  t.regex(wrong.err, /Cannot open .*secrets\.yml: the passphrase is wrong/)
  const unasked = await scene.run(['get', 'A'])
  t.regex(unasked.err, /Passphrase of .* is needed, and there is no terminal to ask for it/)
})
