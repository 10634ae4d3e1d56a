import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import { entryOf } from '../../engine/errors/document.ts'
import { EvenkeelError } from '../../engine/errors/error.ts'
import { parseSource } from '../../engine/errors/parse-yaml.ts'
import { Source } from '../../engine/errors/source.ts'
import { Secret, Text } from '../../engine/secrets.ts'
import { type Layer, Lookups } from '../../playbooks/lookup.ts'
import { type OpenedSecrets, wantedSecrets } from '../../playbooks/opened-secrets.ts'
import { sceneOf } from '../description/scene.ts'

function layer(text: string, file = 'site.yml'): Layer {
  const tree = parseSource(new Source(file, text))
  return tree.type === 'map' ? tree.entries : new Map()
}

/** The value of the key `x` of the first layer. */
function resolved(...layers: readonly string[]): unknown {
  const [first = new Map(), ...others] = layers.map((text) => layer(text))
  return new Lookups([first, ...others]).resolveNames(['x']).x
}

for (const [title, layers, value] of [
  ['keeps a number', ['{ x: "${port}", port: 80 }'], 80],
  ['keeps a list', ['{ x: "${all}", all: [1, a] }'], [1, 'a']],
  ['keeps nothing', ['{ x: "${none}", none: }'], null],
  ['joins text', ['{ x: "http://${host}:${port}/", host: web1, port: 80 }'], 'http://web1:80/'],
  ['follows a path', ['{ x: "${a.b.c}", a: { b: { c: deep } } }'], 'deep'],
  ['follows a path into a list', ['{ x: "${a.1}", a: [zero, one] }'], 'one'],
  ['follows a path through a look-up', ['{ x: "${a.b}", a: "${c}", c: { b: far } }'], 'far'],
  ['takes a neighbour of the same map', ['{ x: "${a.b}", a: { b: "${a.c}", c: next } }'], 'next'],
  ['lets the first layer win', ['{ x: "${a}", a: near }', '{ a: far }'], 'near'],
  ['goes on to the next layer', ['{ x: "${a}" }', '{ a: far }'], 'far'],
  ['reaches into lists and maps', ['{ x: [{ y: "${a}" }], a: 1 }'], [{ y: 1 }]],
  ['leaves what is escaped', ['{ x: "$${a} $a $$ ${b}", b: 1 }'], '${a} $a $$ 1'],
  ['does not resolve the result again', ['{ x: "${a}", a: "$${b}", b: 1 }'], '${b}'],
] as const) {
  test(`Lookups.resolve() ${title}`, (t) => {
    t.deepEqual(resolved(...layers), value as unknown)
  })
}

for (const written of ['${file:/etc/passwd}', '${secret:A}', '${command:touch /tmp/evenkeel-run}']) {
  test(`Lookups.resolve() does not resolve the output of a program: ${written}`, (t) => {
    const tree = parseSource(new Source('hosts --list', JSON.stringify({ x: written }), { literal: true }))
    const x = entryOf(tree, 'x')?.value
    t.is(x && new Lookups([]).resolve(x), written)
    t.deepEqual(wantedSecrets([tree]), { names: new Set(), vaulted: false })
  })
}

for (const [value, hint] of [
  ['http://{{ vip }}/', /^Write \$\{vip\}\. If the braces are meant/],
  ['{{ vip | default(1) }}', /^Write the value out: there are no filters/],
  ['{% if a %}b{% endif %}', /^Write the value out/],
  ['${other} {{- a.b -}}', /^Write \$\{a\.b\}/],
] as const) {
  test(`Lookups.resolve() refuses Jinja where it is looked up: ${value}`, (t) => {
    const variables = layer(`url: ${JSON.stringify(value)}`, 'hosts.yml')
    const use = (text: string) => () => new Lookups([layer(text), variables]).resolveNames(['x'])
    for (const text of ['x: "${url}"', 'x: "see ${url}"']) {
      const error = t.throws<EvenkeelError>(use(text))
      t.regex(error?.message ?? '', /is Jinja, which is not evaluated here$/)
      t.is(error?.where?.file, 'hosts.yml')
      t.regex(error?.hint ?? '', hint)
    }
    t.deepEqual(new Lookups([layer('x: 1'), variables]).resolveNames(['x']), { x: 1 })
  })
}

test('Lookups.resolve() leaves what is tagged !unsafe as it stands', (t) => {
  t.is(resolved('{ x: "${a}", a: !unsafe "{{ b }} ${b} $${c}" }'), '{{ b }} ${b} $${c}')
  t.is(resolved('{ x: "${a}", a: { __ansible_unsafe: "{{ b }}" } }'), '{{ b }}')
})

test('Lookups leaves Jinja alone in the text where look-ups stand', (t) => {
  const tree = parseSource(new Source('site.yml', '"{{ labels }} ${a}"'))
  t.is(new Lookups([layer('a: 1')]).resolve(tree), '{{ labels }} 1')
})

test('Lookups notes which variables are looked up', (t) => {
  const used = new Set<string>()
  new Lookups([layer('{ x: "${a.b}", a: { b: "${c}" }, c: 1, d: 2 }')], undefined, undefined, used).resolveNames(['x'])
  t.deepEqual([...used].sort(), ['a', 'c', 'x'])
})

test('Lookups.resolve() makes secrets of the texts in a file that the vault has encrypted as a whole', (t) => {
  const text = 'words: { password: "hunter2-${env:HOME}", port: 3306, none: "" }'
  const tree = parseSource(new Source('group_vars/all.yml', text, { literal: true, secret: true, vaulted: true }))
  const words = entryOf(tree, 'words')
  const found = new Lookups([layer('x: "${words}"'), new Map(words && [['words', words]])]).resolveNames(['x']).x
  t.deepEqual(found, { password: new Secret('hunter2-${env:HOME}', 'vault'), port: 3306, none: '' })
})

const OPENED: OpenedSecrets = {
  secret: (name) => {
    if (name === 'NONE') throw new EvenkeelError('input', 'There is no secret "NONE"')
    return new Secret(`hunter2-${name}`, `secret:${name}`)
  },
  vaulted: (text) => new Secret(`hunter2-in ${text.trim()}`, 'vault'),
}

test('Lookups.resolve() takes secrets from what was opened, and places its errors', (t) => {
  const lookups = new Lookups(
    [layer('{ x: "${secret:A}", y: "a ${secret:B.c}", z: [1, "${secret:NONE}"] }')],
    new Map(),
    OPENED,
  )
  const { x, y } = lookups.resolveNames(['x', 'y'])
  t.true(x instanceof Secret && x.reveal() === 'hunter2-A')
  t.true(y instanceof Text && y.reveal() === 'a hunter2-B.c')
  const error = t.throws(() => lookups.resolveNames(['z']), { message: 'There is no secret "NONE"' })
  t.like(error, { where: { file: 'site.yml', line: 1 } })
})

for (const [title, text] of [
  ['a tag of YAML', 'x: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  3435\n'],
  ['the JSON of ansible-inventory', '{ "x": { "__ansible_vault": "$ANSIBLE_VAULT;1.1;AES256\\n3435\\n" } }'],
] as const) {
  test(`Lookups.resolve() opens a value of the vault: ${title}`, (t) => {
    const values = layer(text)
    t.true(wantedSecrets([...values.values()].map(({ value }) => value)).vaulted)
    const { x } = new Lookups([values], new Map(), OPENED).resolveNames(['x'])
    t.true(x instanceof Secret && x.reveal() === 'hunter2-in $ANSIBLE_VAULT;1.1;AES256\n3435')
  })
}

test('wantedSecrets() finds names in lists, maps and text, and nothing that is escaped', (t) => {
  const values = [...layer('{ a: ["${secret:A}"], b: { c: "x ${secret:B}${secret:C}" }, d: "$${secret:D}" }').values()]
  const { names, vaulted } = wantedSecrets(values.map(({ value }) => value))
  t.deepEqual([[...names], vaulted], [['A', 'B', 'C'], false])
})

test('Lookups.resolve() runs a command once, also if it fails', async (t) => {
  const folder = await sceneOf(t, {})
  const values = layer(
    '{ x: "${command:echo >>ran; exit 1}", y: "${command:echo >>ran; exit 1}" }',
    join(folder, 'site.yml'),
  )
  const secrets = new Map()
  for (const name of ['x', 'y'])
    t.throws(() => new Lookups([values], secrets).resolveNames([name]), { message: /it ended with status 1/ })
  t.is(await readFile(join(folder, 'ran'), 'utf8'), '\n')
})

test('Lookups.resolve() returns a Secret for a whole value, and a Text inside text', async (t) => {
  const folder = await sceneOf(t, { 'keys/db.txt': 'hunter2-from-file\n' })
  const lookups = new Lookups([layer('{ x: "${file:keys/db.txt}", y: "a ${x} b ${x}" }', join(folder, 'site.yml'))])
  const { x, y } = lookups.resolveNames(['x', 'y'])
  t.true(x instanceof Secret && x.reveal() === 'hunter2-from-file' && x.source === 'file:keys/db.txt')
  t.true(y instanceof Text && y.isSecret && y.reveal() === 'a hunter2-from-file b hunter2-from-file')
  t.is(`${y}`, 'a *** b ***')
})

test('Lookups.resolve() reads the environment', (t) => {
  process.env.EVENKEEL_TEST_LOOKUP = 'from-the-environment'
  t.teardown(() => delete process.env.EVENKEEL_TEST_LOOKUP)
  const x = resolved('{ x: "${env:EVENKEEL_TEST_LOOKUP}" }')
  t.true(x instanceof Secret && x.reveal() === 'from-the-environment')
})

test('Lookups.examine() returns all look-ups that fail, and undefined in their place', (t) => {
  const tree = parseSource(new Source('site.yml', '[ok, "${a}", "${b} ${c}"]'))
  const lookups = new Lookups([])
  const { value, problems } = lookups.examine(tree)
  t.deepEqual(value, ['ok', undefined, undefined])
  t.deepEqual(
    problems.map((error) => error.where?.column),
    [7, 15],
  )
  t.is(lookups.unresolved.size, 2)
})

test('Lookups.resolve() stops at a chain that is too long', (t) => {
  const chain = Array.from({ length: 200 }, (_, index) => `a${index}: "\${a${index + 1}}"`)
  t.throws(() => resolved(`{ x: "\${a0}", ${chain.join(', ')}, a200: 1 }`), { message: /More than 50 look-ups/ })
})
