import test from 'ava'
import { COMMANDS } from '../../../cli/commands/table.ts'
import { parseArguments, type Request } from '../../../cli/parse/arguments.ts'
import type { CommandLine } from '../../../cli/parse/command.ts'
import { EvenkeelError } from '../../../engine/errors/error.ts'

function lineOf(words: string): CommandLine {
  const request = parseArguments(words.split(' '), COMMANDS)
  if (request.kind !== 'command') throw new TypeError(`${words} is ${request.kind}`)
  return request.line
}

function refusalOf(argv: readonly string[]): EvenkeelError {
  try {
    parseArguments(argv, COMMANDS)
  } catch (error) {
    if (error instanceof EvenkeelError) return error
    throw error
  }
  throw new TypeError(`${argv.join(' ')} was not refused`)
}

test('parseArguments() reads flags before and after the words, long, short and joined', (t) => {
  const line = lineOf('plan -i hosts.yml site.yml -e vip=10.0.0.1 --limit=!web3 -ename=a=b --json -vF ssh_config')
  t.deepEqual(line.positionals, ['site.yml'])
  t.like(line.flags, {
    inventory: 'hosts.yml',
    variable: ['vip=10.0.0.1', 'name=a=b'],
    limit: '!web3',
    json: true,
    verbose: true,
    sshConfig: 'ssh_config',
    yes: false,
    out: undefined,
  })
})

test('parseArguments() takes words after -- as they are', (t) => {
  t.deepEqual(lineOf('plan -i hosts.yml -- --strange.yml').positionals, ['--strange.yml'])
  const { positionals, tail, flags } = lineOf('lab exec -i hosts.yml -- curl -v --limit 1 http://10.77.0.100/')
  t.deepEqual(positionals, ['exec'])
  t.deepEqual(tail, ['curl', '-v', '--limit', '1', 'http://10.77.0.100/'])
  t.is(flags.limit, undefined)
  t.false(flags.verbose)
})

const REQUESTS: readonly (readonly [readonly string[], Request])[] = [
  [[], { kind: 'help', command: undefined }],
  [['--help'], { kind: 'help', command: undefined }],
  [['help'], { kind: 'help', command: undefined }],
  [['help', 'plan'], { kind: 'help', command: 'plan' }],
  [['plan', '--help'], { kind: 'help', command: 'plan' }],
  [['plan', 'site.yml', '-h'], { kind: 'help', command: 'plan' }],
  [['--version'], { kind: 'version' }],
]

for (const [argv, request] of REQUESTS) {
  test(`parseArguments() parses "evenkeel ${argv.join(' ')}"`, (t) =>
    t.deepEqual(parseArguments(argv, COMMANDS), request))
}

/** Arguments, and what message and hint contain. */
const REFUSALS: readonly (readonly [readonly string[], RegExp, RegExp])[] = [
  [['aply', 'site.yml'], /no command "aply"/, /evenkeel apply\?/],
  [['constructor'], /no command "constructor"/, /evenkeel help/],
  [['--json', 'plan'], /command comes first/, /evenkeel help/],
  [['help', 'plna'], /no command "plna"/, /evenkeel plan\?/],
  [['plan', '-i', 'h.yml'], /needs PLAYBOOK/, /Usage: evenkeel plan PLAYBOOK -i INVENTORY/],
  [['plan', 'site.yml'], /needs -i INVENTORY/, /Usage:/],
  [['plan', 'a.yml', 'b.yml', '-i', 'h.yml'], /"b\.yml"/, /Usage:/],
  [['plan', 'a.yml', '-i', 'h.yml', '--limt', 'web1'], /no flag --limt/, /--limit\?/],
  [['plan', 'a.yml', '-i', 'h.yml', '-x'], /no flag -x/, /Usage:/],
  [['plan', 'a.yml', '-i', 'h.yml', '--yes'], /plan does not take --yes/, /Usage:/],
  [['plan', 'a.yml', '-i'], /-i needs a value/, /Usage:/],
  [['plan', 'a.yml', '-i', '--json'], /-i needs a value/, /--inventory=--json/],
  [['plan', 'a.yml', '-i', 'h.yml', '--json=yes'], /--json takes no value/, /Usage:/],
  [['plan', 'a.yml', '-i', 'h.yml', '-i', 'g.yml'], /-i is given twice/, /Usage:/],
  [['plan', 'a.yml', '-i', 'h.yml', '--no-json'], /no flag --no-json/, /Usage:/],
  [['plan', 'a.yml', '-i', 'h.yml', '--__proto__', 'x'], /no flag --__proto__/, /Usage:/],
]

for (const [argv, message, hint] of REFUSALS) {
  test(`parseArguments() refuses "evenkeel ${argv.join(' ')}"`, (t) => {
    const refusal = refusalOf(argv)
    t.is(refusal.code, 'usage')
    t.regex(refusal.message, message)
    t.regex(refusal.hint ?? '', hint)
  })
}

for (const [name, command] of Object.entries(COMMANDS)) {
  test(`evenkeel ${name} can be loaded`, async (t) => t.is(typeof (await command.load()), 'function'))
}
