import test from 'ava'
import { type Answers, GROUPS, TOPOLOGIES } from '../../../cli/init/answers.ts'
import { answersText } from '../../../cli/init/files/answers-file.ts'
import { readAnswers } from '../../../cli/init/read-answers.ts'
import { EvenkeelError } from '../../../engine/errors/error.ts'
import { errorsOf, Source, whereText } from '../../../engine/errors/source.ts'
import { readyAnswers } from './ready-answers.ts'

const read = (text: string, ...settings: readonly string[]): Answers =>
  readAnswers(new Source('answers.yml', text), settings).answers

/** `file:line:column: message` of each error, and its hint. */
function problems(text: string, ...settings: readonly string[]): readonly string[] {
  try {
    read(text, ...settings)
    return []
  } catch (error) {
    return errorsOf(error).map(({ where, message, hint }) =>
      [whereText(where), message, hint].filter(Boolean).join(' '),
    )
  }
}

test('readAnswers() reads what a person types and what YAML has', (t) => {
  t.deepEqual(read('port: 80\nlook: no\nbecome: "yes"\nclients: []\ndirectors: lb1, lb2\nweb_servers: [w1, w2]\n'), {
    port: 80,
    look: false,
    become: true,
    clients: [],
    directors: ['lb1', 'lb2'],
    web_servers: ['w1', 'w2'],
  })
  t.deepEqual(read('', 'port=8080', 'look=yes', 'directors=lb1,lb2', 'jump='), {
    port: 8080,
    look: true,
    directors: ['lb1', 'lb2'],
    jump: '',
  })
})

test('readAnswers(): --set overrides the file, and a topology says what is to be reached', (t) => {
  t.like(read('topology: shop\nvip: 10.0.0.1\n', 'vip=10.0.0.2'), { goal: 'web', vip: '10.0.0.2' })
})

const WRONG: readonly (readonly [text: string, settings: readonly string[], problem: RegExp])[] = [
  ['vip: 10.0.0\n', [], /^answers\.yml:1:6 vip must be an IP address/],
  ['goal: web\nrouter_id: 300\n', [], /^answers\.yml:2:12 router_id must be at most 255/],
  ['topology: lvsdr\n', [], /^answers\.yml:1:11 topology must be .*lvs-dr.*Did you mean "lvs-dr"/s],
  ['topologie: shop\n', [], /^answers\.yml:1:1 the key "topologie" is not known here.*topology/],
  ['name: hosts\n', [], /names of other files/],
  ['name: "Shop!"\n', [], /small letters/],
  ['check_path: health\n', [], /begins with "\/"/],
  ['- goal\n', [], /no file of answers/],
  ['directors: [lb 1]\n', [], /^answers\.yml:1:13 directors\[0\]:? must be the name or address/],
  ['', ['vip=x'], /^--set vip:1:1 vip must be an IP address/],
  ['', ['port=http'], /^--set port:1:1 port must be a (whole )?number/],
  ['', ['wip=10.0.0.1'], /there is no question "wip" Did you mean "vip"/],
  ['', ['vip'], /--set needs KEY=VALUE/],
  ['', ['look=maybe'], /look must be true or false/],
]

for (const [text, settings, problem] of WRONG)
  test(`readAnswers() refuses ${JSON.stringify(text)} ${settings.join(' ')}`, (t) => {
    t.regex(problems(text, ...settings).join('\n'), problem)
  })

test('readAnswers() returns all errors at once, in their order', (t) => {
  t.is(problems('vip: x\nport: 0\nwitness: y\n').length, 3)
})

for (const name of TOPOLOGIES)
  test(`answersText() writes what readAnswers() reads: ${name}`, async (t) => {
    const { goal, ...answers } = await readyAnswers(name)
    const all = { ...answers, jump: '', hosts_from: 'typed', authentication: true } as const
    const { goal: usual, ...again } = read(answersText(all))
    t.deepEqual(again, all)
    t.is(usual, goal ?? usual)
  })

test('answersText() writes nothing that could be a secret, and quotes what YAML would read otherwise', (t) => {
  const hosts = Object.fromEntries(GROUPS.map((group) => [group, ['a[1:2]', 'b=10.0.0.1', 'null', '1']]))
  const answers: Answers = { name: 'true', jump: 'a@b:22', user: 'null', ...hosts, overwrite: ['hosts.yml'] }
  const text = answersText(answers)
  t.notRegex(text, /overwrite|PASSWORD/)
  const { overwrite: _, ...rest } = answers
  t.deepEqual(read(text), rest)
})

test('readAnswers() refuses a file that is no YAML', (t) => {
  t.throws(() => read('a: [b'), { instanceOf: EvenkeelError })
})
