import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { answerText } from '../../../cli/init/answer-text.ts'
import type { Answer, Answers } from '../../../cli/init/answers.ts'
import { TOPOLOGIES } from '../../../cli/init/answers.ts'
import { isAsked, type Question, type State } from '../../../cli/init/question.ts'
import { QUESTIONS } from '../../../cli/init/questions.ts'
import { NOTHING_SEEN } from '../../../cli/init/sights.ts'
import { topologyNamed } from '../../../cli/init/topologies/catalogue.ts'
import { readyAnswers } from '../../cli/init/ready-answers.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { CTRL_C, DOWN, ENTER, Terminal, UP } from './terminal.ts'

const root = temporaryFolder('init-terminal')

function start(t: ExecutionContext, words: readonly string[], env: Readonly<Record<string, string>> = {}): Terminal {
  const home = join(root, `home${readdirSync(root).length}`)
  const terminal = new Terminal(['init', ...words], { HOME: home, TERM: 'xterm', ...env })
  t.teardown(() => terminal.close())
  return terminal
}

const YES_NO = [{ value: 'yes' }, { value: 'no' }]

/** The keys that answer a question in a list, or on a line. */
function keysFor(question: Question, wanted: Answer, state: State): readonly string[] {
  const preset = question.preset?.(state)
  const choices = question.choices?.(state) ?? (typeof wanted === 'boolean' ? YES_NO : undefined)
  if (choices === undefined)
    return answerText(preset ?? '') === answerText(wanted) ? [ENTER] : [answerText(wanted), ENTER]
  const indexOf = (answer: Answer | undefined) =>
    answer === undefined ? 0 : choices.findIndex(({ value }) => value === answerText(answer))
  const steps = indexOf(wanted) - indexOf(preset)
  return [...Array.from({ length: Math.abs(steps) }, () => (steps < 0 ? UP : DOWN)), ENTER]
}

/** Answers all questions that are asked. */
async function answer(terminal: Terminal, wanted: Answers): Promise<Answers> {
  let answers: Answers = {}
  for (const question of QUESTIONS) {
    const topology = answers.topology === undefined ? undefined : topologyNamed(answers.topology)
    const state: State = { answers, topology, existing: undefined, knownNames: [], sights: NOTHING_SEEN }
    if (!isAsked(question, state)) continue
    const given = wanted[question.key] ?? question.preset?.(state)
    if (given === undefined) throw new Error(`The test has no answer to ${question.key}`)
    await terminal.until(question.text(state))
    await terminal.type(...keysFor(question, given, state))
    answers = { ...answers, [question.key]: given }
  }
  return answers
}

for (const name of TOPOLOGIES)
  test.serial(`${name}: all questions are answered on a terminal, and the files are written`, async (t) => {
    const folder = join(root, name)
    const terminal = start(t, [folder])
    const wanted = { goal: topologyNamed(name).goals[0], ...(await readyAnswers(name)) }
    await answer(terminal, wanted)
    await terminal.until('Write these files?')
    await terminal.type(ENTER)
    t.is(await terminal.end(), 0, terminal.shown)
    const { length } = topologyNamed(name).secrets(wanted)
    const files = ['.schemas', 'answers.yml', 'hosts.yml', `${name}.yml`, ...(length > 0 ? ['secrets.yml'] : [])]
    t.deepEqual(readdirSync(folder).sort(), files.sort())
    const tooWide = terminal.shown
      .slice(0, terminal.shown.indexOf('--- hosts.yml'))
      .split('\n')
      .filter((line) => !line.includes('?') && line.length > 80)
    t.deepEqual(tooWide, [])
  })

test.serial('lines alone ask the same where the terminal is dumb: no escape sequence is written', async (t) => {
  const folder = join(root, 'dumb')
  const terminal = start(t, [folder], { TERM: 'dumb', NO_COLOR: '1' })
  const lines: readonly (readonly [string, string])[] = [
    ['What shall be reached?', 'tcp'],
    ['How shall the traffic be balanced?', '<'],
    ['What shall be reached?', '4'],
    ['How shall the traffic be balanced?', 'mariadb-dual-master'],
    ['A short name', 'Not a name'],
    ['must be a word', 'orders'],
    ['Where are the hosts listed?', ''],
    ['Databases: which hosts?', 'db1.example.org'],
    ['at least 2 hosts', 'db[1:2].example.org'],
    ['Clients of the database', '192.0.2.31'],
    ['Log in as', 'admin'],
    ['Become root', ''],
    ['jump host', 'anna@gate:2222'],
    ['Look at the hosts now?', 'no'],
    ['name of the database?', 'orders'],
    ['virtual address', '192.0.2.101'],
    ['proves that', '192.0.2.1'],
    ['interface', 'eth1'],
    ['router id', '300'],
    ['from 1 to 255', ''],
    ['alive?', '2'],
    ['password in', 'y'],
    ['1 to 2', '1'],
    ['firewall', 'no'],
    ['And then?', 'nothing'],
    ['Write these files?', 'write'],
  ]
  for (const [text, typed] of lines) {
    await terminal.until(text)
    await terminal.type(`${typed}\n`)
  }
  t.is(await terminal.end(), 0, terminal.shown)
  t.false(terminal.raw.includes('\x1b'))
  const playbook = readFileSync(join(folder, 'orders.yml'), 'utf8')
  for (const line of ['router_id: 101', 'interface: eth1', 'unicast: true', 'databases: [orders]'])
    t.true(playbook.includes(line), line)
  const inventory = readFileSync(join(folder, 'hosts.yml'), 'utf8')
  for (const line of [
    'become: true',
    'jump: "anna@gate:2222"',
    'db2: { host: db2.example.org',
    'client1: { host: 192.0.2.31',
  ])
    t.true(inventory.includes(line), line)
})

test.serial('Ctrl-C leaves nothing behind', async (t) => {
  const folder = join(root, 'interrupted')
  const terminal = start(t, [folder])
  await terminal.until('What shall be reached?')
  await terminal.type(ENTER)
  await terminal.until('How shall the traffic be balanced?')
  await terminal.type(CTRL_C)
  t.is(await terminal.end(), 1)
  t.true(terminal.shown.includes('Interrupted. Nothing was written.'))
  t.false(existsSync(folder))
})

test.serial('a second start offers the last answers, and asks by name before it replaces a file', async (t) => {
  const folder = join(root, 'lvs-static')
  const before = readFileSync(join(folder, 'hosts.yml'), 'utf8')
  writeFileSync(join(folder, 'hosts.yml'), `${before}# mine\n`)
  const declined = start(t, [folder], { TERM: 'dumb' })
  await declined.until('answers of an earlier start (lvs-static)')
  await declined.type('2\n')
  await declined.until('Write these files?')
  await declined.type('\n')
  await declined.until('Replace hosts.yml')
  await declined.type('\n')
  t.is(await declined.end(), 1)
  t.is(readFileSync(join(folder, 'hosts.yml'), 'utf8'), `${before}# mine\n`)
  const agreed = start(t, [folder], { TERM: 'dumb' })
  await agreed.until('earlier start')
  await agreed.type('all\n')
  await agreed.until('Write these files?')
  await agreed.type('change\n')
  await agreed.until('Which answer?')
  await agreed.type('vip\n')
  await agreed.until('The virtual address for clients? [10.77.0.100]')
  await agreed.type('10.77.0.99\n')
  await agreed.until('Write these files?')
  await agreed.type('\n')
  await agreed.until('Replace hosts.yml')
  await agreed.type('yes\n')
  await agreed.until('Replace lvs-static.yml')
  await agreed.type('yes\n')
  t.is(await agreed.end(), 0, agreed.shown)
  t.is(readFileSync(join(folder, 'hosts.yml'), 'utf8'), before)
  t.true(readFileSync(join(folder, 'lvs-static.yml'), 'utf8').includes('10.77.0.99'))
})
