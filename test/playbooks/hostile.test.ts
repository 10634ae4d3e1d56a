import test from 'ava'
import { assignmentOf, describe, type Files, INVENTORY, Refusal } from '../description/scene.ts'

/** A hostile or broken input and its result: a refusal with a place, or plain data in the described file. */
interface Case {
  readonly title: string
  readonly playbook?: string | Uint8Array
  readonly inventory?: string
  readonly files?: Files
  readonly extraVariables?: readonly string[]
  readonly limit?: string
  /** `code file:line:column`, and a part of the message. */
  readonly refused?: readonly [string, string]
  /** The content of the first file of the first host. */
  readonly plain?: string
}

/** A playbook whose only task puts a text in a file; the text starts at line 4, column 47. */
function putting(content: string, vars = '{}'): string {
  return `name: Hostile\nvars: ${vars}\nplays:\n  - { hosts: web1, tasks: [{ file: { content: ${content}, path: /etc/motd } }] }\n`
}

/** A playbook with only this play, which starts at line 3, column 5. */
function playing(play: string): string {
  return `name: Hostile\nplays:\n  - ${play}\n`
}

const PROBE_ROLE = `import { defineRole, z } from 'evenkeel'
export default defineRole({
  name: 'probe', summary: 'Takes variables.', resources: () => [],
  vars: z.strictObject({ port: z.int().min(1).max(65535).optional(), name: z.string().optional(), on: z.boolean().optional(), mode: z.enum(['dr', 'nat']).optional() }),
})`

/** The variables start at line 3, column 49. */
function roleVars(vars: string): Pick<Case, 'playbook' | 'files'> {
  return {
    playbook: playing(`{ hosts: web1, roles: [{ role: probe, vars: ${vars} }] }`),
    files: { 'roles/probe.ts': PROBE_ROLE, mode: 'confidential' },
  }
}

const SIMPLE = putting('plain')
const inventory = (hosts: string): string => `all:\n  hosts:\n    web1: {}\n    ${hosts}\n`

const CASES: readonly Case[] = [
  // Text that a shell, a terminal or a template would run.
  { title: 'a command substitution', playbook: putting('"$(touch /tmp/owned)"'), plain: '$(touch /tmp/owned)' },
  { title: 'backticks', playbook: putting('"`id`"'), plain: '`id`' },
  { title: 'quotes and a semicolon', playbook: putting(`"'; rm -rf / #"`), plain: "'; rm -rf / #" },
  { title: 'a newline and a here-document', playbook: putting('"EOF\\nid\\n"'), plain: 'EOF\nid\n' },
  { title: 'a leading dash', playbook: putting('"--help"'), plain: '--help' },
  { title: 'a Jinja expression', playbook: putting('"{{ lookup(1) }}"'), plain: '{{ lookup(1) }}' },
  { title: 'a terminal escape', playbook: putting('"\\e[2J"'), plain: '\u001b[2J' },
  { title: 'an escaped look-up', playbook: putting('"$${vip}"'), plain: '${vip}' },
  { title: 'a shell variable', playbook: putting('"$HOME"'), plain: '$HOME' },
  { title: 'no, which YAML 1.1 takes for false', playbook: putting('no'), plain: 'no' },
  { title: 'a time, which YAML 1.1 takes for a number', playbook: putting('12:30'), plain: '12:30' },
  { title: 'a look-up of text with a command in it', playbook: putting('"${a}"', '{ a: "$(id)" }'), plain: '$(id)' },
  { title: 'Windows line ends', playbook: SIMPLE.replaceAll('\n', '\r\n'), plain: 'plain' },
  { title: 'a byte order mark', playbook: `\uFEFF${SIMPLE}`, plain: 'plain' },
  {
    title: '-e with a command in it',
    playbook: putting('"${a}"'),
    extraVariables: ['a=$(id); "x'],
    plain: '$(id); "x',
  },
  { title: '-e with a number', playbook: putting('"${a}!"'), extraVariables: ['a=3'], plain: '3!' },
  {
    title: 'a host variable with quotes',
    playbook: putting('"${q}"'),
    inventory: 'all: { hosts: { web1: { q: "\'\\"$(id)" } } }',
    plain: '\'"$(id)',
  },

  // Not YAML, or too much of it.
  { title: 'an empty file', playbook: '', refused: ['input site.yml:1:1', 'must be a map: it is empty'] },
  { title: 'a scalar', playbook: 'nonsense', refused: ['input site.yml:1:1', 'must be a map'] },
  { title: 'an unclosed bracket', playbook: 'name: [x\n', refused: ['input site.yml:2:1', 'is opened and not closed'] },
  {
    title: 'a tab',
    playbook: 'name: x\nvars:\n\ta: 1\n',
    refused: ['input site.yml:3:1', 'A tab is used for indentation'],
  },
  {
    title: 'two documents',
    playbook: `${SIMPLE}---\n${SIMPLE}`,
    refused: ['input site.yml:5:1', 'several YAML documents'],
  },
  {
    title: 'a duplicate key',
    playbook: 'name: x\nname: y\nplays: []\n',
    refused: ['input site.yml:2:1', 'occurs twice'],
  },
  { title: 'an alias bomb', playbook: aliasBomb(), refused: ['input site.yml:8:9', 'more than 1000000 values'] },
  { title: 'an alias within itself', playbook: 'name: &a [*a]\n', refused: ['input site.yml:1:11', 'would never end'] },
  { title: 'an unknown alias', playbook: 'name: *nobody\n', refused: ['input site.yml:1:7', 'names no anchor'] },
  { title: 'a tag', playbook: 'name: !!python/object x\n', refused: ['input site.yml:1:7', 'tags'] },
  {
    title: 'endless nesting',
    playbook: `name: ${'['.repeat(20_000)}`,
    refused: ['input site.yml:1:1', 'nested more than 100'],
  },
  { title: 'a NUL byte', playbook: 'name: a\0b\n', refused: ['input site.yml:1:8', 'NUL byte'] },
  {
    title: 'bytes that are not text',
    playbook: Uint8Array.of(0xff, 0xfe, 0x00),
    refused: ['input', 'it is not UTF-8 text'],
  },
  { title: 'a file of more than 5 MB', playbook: `# ${'x'.repeat(5_000_001)}`, refused: ['input', 'at most 5 MB'] },
  {
    title: 'a prototype as a key',
    playbook: 'name: x\n__proto__: {}\n',
    refused: ['input site.yml:2:1', 'cannot be a key'],
  },
  { title: 'a list as a key', playbook: '? [a]\n: b\n', refused: ['input site.yml:1:3', 'must be a word'] },

  // Values of the wrong type.
  {
    title: 'a port with a leading zero',
    ...roleVars('{ port: 0800 }'),
    refused: ['input site.yml:3:57', 'must not begin with a zero'],
  },
  {
    title: 'a number in place of text',
    ...roleVars('{ name: 17 }'),
    refused: ['input site.yml:3:57', 'role probe: name must be text: it is the number 17'],
  },
  {
    title: 'the word no in place of true or false',
    ...roleVars('{ on: no }'),
    refused: ['input site.yml:3:55', 'must be true or false: it is "no"'],
  },
  {
    title: 'text in place of a number',
    ...roleVars('{ port: "80" }'),
    refused: ['input site.yml:3:57', 'must be a number: it is "80"'],
  },
  {
    title: 'a number that is too large to be exact',
    ...roleVars('{ port: 12345678901234567890 }'),
    refused: ['input site.yml:3:57', 'too large to be kept exactly'],
  },
  {
    title: 'infinity',
    ...roleVars('{ port: .inf }'),
    refused: ['input site.yml:3:57', 'not a finite number'],
  },
  {
    title: 'a word that is not among the choices',
    ...roleVars('{ mode: dd }'),
    refused: ['input site.yml:3:57', 'must be dr or nat: it is "dd"'],
  },
  {
    title: 'a misspelt variable of a role',
    ...roleVars('{ prot: 80 }'),
    refused: ['input site.yml:3:51', 'the key "prot" is not known'],
  },
  {
    title: 'a list in place of a map',
    ...roleVars('[80]'),
    refused: ['input site.yml:3:49', 'roles[0].vars must be a map: it is a list'],
  },
  {
    title: 'a serial of nothing',
    playbook: playing('{ hosts: web1, serial: 0 }'),
    refused: ['input site.yml:3:28', 'serial'],
  },
  {
    title: 'a serial of more than all',
    playbook: playing('{ hosts: web1, serial: 120% }'),
    refused: ['input site.yml:3:28', 'from 1% to 100%'],
  },
  {
    title: 'plays that are not a list',
    playbook: 'name: x\nplays: {}\n',
    refused: ['input site.yml:2:8', 'plays must be a list: it is a map'],
  },
  { title: 'no hosts', playbook: playing('{ name: x }'), refused: ['input site.yml:3:5', 'plays[0].hosts is missing'] },

  {
    title: 'a name of two lines',
    playbook: 'name: "a\\nb"\nplays: []\n',
    refused: ['input site.yml:1:7', 'name must be one line'],
  },
  {
    title: 'a name with a terminal escape',
    playbook: playing('{ hosts: web1, name: "\\e[2J" }'),
    refused: ['input site.yml:3:26', 'plays[0].name must be one line'],
  },
  {
    title: 'a task without fields',
    playbook: playing('{ hosts: web1, tasks: [{ file: }] }'),
    refused: ['input site.yml:3:30', 'file must be a map: it is empty'],
  },
  {
    title: 'a secret in place of a word',
    ...roleVars('{ mode: "${file:mode}" }'),
    refused: ['input site.yml:3:57', 'must be dr or nat: it is a secret'],
  },

  // Unknown names.
  {
    title: 'a misspelt key',
    playbook: playing('{ host: web1 }'),
    refused: ['input site.yml:3:7', 'the key "host" is not known'],
  },
  {
    title: 'an unknown group',
    playbook: playing('{ hosts: real_server }'),
    refused: ['input site.yml:3:14', 'has no group or host "real_server"'],
  },
  {
    title: 'a pattern that matches nothing',
    playbook: playing('{ hosts: "db*" }'),
    refused: ['input site.yml:3:14', 'matches no host'],
  },
  {
    title: 'an unknown role',
    playbook: playing('{ hosts: web1, roles: [nobody] }'),
    refused: ['input site.yml:3:28', 'No role is called "nobody"'],
  },
  {
    title: 'a role outside of the folder',
    playbook: playing('{ hosts: web1, roles: [../../evil] }'),
    refused: ['input site.yml:3:28', 'No role is called "../../evil"'],
  },
  {
    title: 'an unknown kind',
    playbook: playing('{ hosts: web1, tasks: [{ fil: {} }] }'),
    refused: ['input site.yml:3:30', 'No kind of resource is called "fil"'],
  },
  {
    title: 'a task of two kinds',
    playbook: playing('{ hosts: web1, tasks: [{ file: {}, link: {} }] }'),
    refused: ['input site.yml:3:28', 'a task is one resource'],
  },
  {
    title: 'an unknown variable',
    playbook: putting('"a ${wieght}"'),
    refused: ['input site.yml:4:50', 'No variable is called "wieght"'],
  },
  {
    title: 'look-ups that form a circle',
    playbook: putting('"${a}"', '{ a: "${b}", b: "${a}" }'),
    refused: ['input site.yml:2:24', 'refers to itself: a > b > a'],
  },
  {
    title: 'look-ups that grow',
    playbook: putting('"${z}"', growing()),
    refused: ['input site.yml:2:', 'more than 5000000 characters'],
  },
  { title: 'an unclosed look-up', playbook: putting('"${a"'), refused: ['input site.yml:4:48', 'not closed'] },
  {
    title: 'a look-up of an expression',
    playbook: putting('"${1 + 1}"'),
    refused: ['input site.yml:4:48', 'a name is needed'],
  },
  {
    title: 'a list inside text',
    playbook: putting('"a ${b}"', '{ b: [1] }'),
    refused: ['input site.yml:4:50', 'is a list'],
  },
  {
    title: 'the store of secrets where it is not opened',
    playbook: putting('"${secret:DB}"'),
    refused: ['input site.yml:4:48', 'The file of secrets is not open here'],
  },
  {
    title: 'a command of the command line',
    playbook: putting('"${x}"'),
    extraVariables: ['x=${command:touch /tmp/evenkeel-hostile}'],
    refused: ['input ', 'A ${command:…} of the command line is not run'],
  },
  {
    title: 'a look-up in a command',
    playbook: putting('"${command:cat ${a}}"'),
    refused: ['input site.yml:4:48', 'A ${command:…} cannot contain look-ups'],
  },
  {
    title: 'a login that is a value of the vault',
    inventory: inventory('w9: { ansible_user: !vault "$ANSIBLE_VAULT;1.1;AES256" }'),
    refused: ['input inventory.yml:', 'ansible_user cannot be a value of the vault'],
  },
  {
    title: 'another tag',
    playbook: putting('!include x'),
    refused: ['input site.yml:4:', 'Of YAML tags only !vault and !unsafe are supported'],
  },
  {
    title: 'an unset environment variable',
    playbook: putting('"${env:NOT_SET_ANYWHERE}"'),
    refused: ['input site.yml:4:48', 'is not set'],
  },
  {
    title: 'a missing secret file',
    playbook: putting('"${file:nope.txt}"'),
    refused: ['input site.yml:4:48', 'there is no file nope.txt'],
  },
  {
    title: 'a path that is not absolute',
    playbook: playing('{ hosts: web1, tasks: [{ file: { content: x, path: "../etc" } }] }'),
    refused: ['input site.yml:3:56', 'must be an absolute path'],
  },
  {
    title: 'a path with a newline',
    playbook: playing('{ hosts: web1, tasks: [{ file: { content: x, path: "/etc/a\\nb" } }] }'),
    refused: ['input site.yml:3:56', 'control characters'],
  },

  // Invalid roles.
  {
    title: 'a role that throws',
    ...ownRole('throw new Error("boom")'),
    refused: ['input site.yml:3:28', 'roles/mine.mjs: Error: boom'],
  },
  {
    title: 'a role that is not JavaScript',
    ...ownRole('export default {'),
    refused: ['input site.yml:3:28', 'SyntaxError'],
  },
  {
    title: 'a role that exports nothing',
    ...ownRole('export const role = 1'),
    refused: ['input site.yml:3:28', 'no default export'],
  },
  {
    title: 'a role without a schema',
    ...ownRole('export default { name: "m", summary: "", vars: {}, resources() {} }'),
    refused: ['input site.yml:3:28', 'vars: a zod schema is needed'],
  },

  // Inventories.
  { title: 'a missing limit', limit: 'web9', refused: ['input', 'has no group or host "web9"'] },
  {
    title: 'a host name with a command',
    inventory: inventory('"web$(id)": {}'),
    refused: ['input inventory.yml:4:5', 'cannot be the name of a host'],
  },
  {
    title: 'a host name with a quote',
    inventory: inventory(`"web'x": {}`),
    refused: ['input inventory.yml:4:5', 'cannot be the name of a host'],
  },
  {
    title: 'a host name with a newline',
    inventory: inventory('"web\\nx": {}'),
    refused: ['input inventory.yml:4:5', 'cannot be the name of a host'],
  },
  {
    title: 'a host name with a leading dash',
    inventory: inventory('"-oProxyCommand=id": {}'),
    refused: ['input inventory.yml:4:5', 'cannot be the name of a host'],
  },
  {
    title: 'a host name with a slash',
    inventory: inventory('"../../etc": {}'),
    refused: ['input inventory.yml:4:5', 'cannot be the name of a host'],
  },
  {
    title: 'an address with a leading dash',
    inventory: inventory('web2: { host: "-oProxyCommand=id" }'),
    refused: ['input inventory.yml:4:19', 'host cannot be'],
  },
  {
    title: 'a user with a space',
    inventory: inventory('web2: { user: "a b" }'),
    refused: ['input inventory.yml:4:19', 'user cannot be'],
  },
  {
    title: 'a port out of range',
    inventory: inventory('web2: { port: 70000 }'),
    refused: ['input inventory.yml:4:19', 'from 1 to 65535'],
  },
  {
    title: 'a jump with a command',
    inventory: inventory('web2: { jump: "a;id" }'),
    refused: ['input inventory.yml:4:19', 'jump cannot be'],
  },
  {
    title: 'arguments of ssh other than a jump',
    inventory: inventory('web2: { ansible_ssh_common_args: "-o ProxyCommand=id" }'),
    refused: ['input inventory.yml:4:38', 'can lead to another machine'],
  },
  {
    title: 'a local connection to a host of a play',
    inventory: 'all: { hosts: { web1: { ansible_connection: local } } }\n',
    refused: ['unsupported inventory.yml:1:45', 'cannot be local'],
  },
  {
    title: 'an invalid range',
    inventory: inventory('"w[9:1]": {}'),
    refused: ['input inventory.yml:4:5', 'is not a range'],
  },
  {
    title: 'a range without end',
    inventory: inventory('"w[1:999999999]": {}'),
    refused: ['input inventory.yml:4:5', 'more than 100000 hosts'],
  },
  {
    title: 'a group that contains itself',
    inventory: 'a: { children: { b: { children: { a: } } } }\n',
    refused: ['input inventory.yml:1:18', 'would contain itself'],
  },
]

for (const { title, playbook = SIMPLE, inventory = INVENTORY, files = {}, refused, plain, ...more } of CASES) {
  test(`loadAssignment() ${refused === undefined ? 'reads as plain data' : 'refuses'}: ${title}`, async (t) => {
    const scene = { 'site.yml': playbook, 'inventory.yml': inventory, ...files }
    if (refused === undefined) {
      const [host] = describe(await assignmentOf(t, scene, more)).plays[0]?.hosts ?? []
      const spec = host?.resources[0]?.spec as { content: { text: { reveal(): string } } } | undefined
      t.is(spec?.content.text.reveal(), plain)
      return
    }
    const refusal = await t.throwsAsync(assignmentOf(t, scene, more), { instanceOf: Refusal })
    const [place, words] = refused
    const found = refusal?.problems.some((problem) => problem.startsWith(place) && problem.includes(words))
    t.true(found, `${place} … ${words}, but:\n${refusal?.message}`)
  })
}

test('hostile inputs are at least sixty', (t) => {
  t.true(CASES.length >= 60)
})

function ownRole(source: string): Pick<Case, 'playbook' | 'files'> {
  return { playbook: playing('{ hosts: web1, roles: [mine] }'), files: { 'roles/mine.mjs': source } }
}

function aliasBomb(): string {
  const names = ['b', 'c', 'd', 'e', 'f', 'g', 'h']
  const lines = names.map(
    (name, index) =>
      `  ${name}: &${name} [${Array(10)
        .fill(`*${['a', ...names][index]}`)
        .join(', ')}]`,
  )
  return ['name: x', 'vars:', '  a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]', ...lines].join('\n')
}

/** Variables of which each is ten times as long as the next. */
function growing(): string {
  const names = ['z', 'y', 'x', 'w', 'v', 'u', 't']
  const entries = names.map((name, index) => `${name}: "${`\${${names[index + 1] ?? 'last'}}`.repeat(10)}"`)
  return `{ ${entries.join(', ')}, last: 0123456789 }`.replace('0123456789', 'abcdefghij')
}
