import test from 'ava'
import { ANSWER_KEYS, type AnswerKey, type Answers, TOPOLOGIES } from '../../../cli/init/answers.ts'
import { answerProblem } from '../../../cli/init/check-answer.ts'
import { isAsked, type Question } from '../../../cli/init/question.ts'
import { QUESTIONS } from '../../../cli/init/questions.ts'
import { topologyNamed } from '../../../cli/init/topologies/catalogue.ts'
import { readyAnswers } from './ready-answers.ts'
import { sight, stateOf } from './scene.ts'

function questionOf(key: AnswerKey): Question {
  const found = QUESTIONS.find((question) => question.key === key)
  if (found === undefined) throw new Error(`no question asks for ${key}`)
  return found
}

test('every answer has one question, but for the files to replace', (t) => {
  t.deepEqual(QUESTIONS.map(({ key }) => key).sort(), ANSWER_KEYS.filter((key) => key !== 'overwrite').sort())
})

for (const name of TOPOLOGIES)
  test(`${name}: its questions are short, and their usual answers fit`, async (t) => {
    const state = stateOf(await readyAnswers(name))
    for (const question of QUESTIONS.filter((one) => isAsked(one, state))) {
      t.true(question.text(state).length <= 70, question.key)
      const preset = question.preset?.(state)
      if (preset !== undefined) t.is(answerProblem(question, preset, state), undefined, question.key)
      for (const { title } of question.choices?.(state) ?? []) t.true(title.length <= 60, title)
    }
    for (const key of topologyNamed(name).asks) t.notThrows(() => questionOf(key))
  })

const DR: Answers = { topology: 'lvs-dr', directors: ['lb[1:2].example.org'], real_servers: ['192.0.2.21'] }

const PROBLEMS: readonly (readonly [key: AnswerKey, answer: string | number | readonly string[], problem: RegExp])[] = [
  ['topology', 'mysql-haproxy', /must be .*lvs-dr/],
  ['directors', [], /at least 1 host is needed/],
  ['directors', ['lb1', 'lb1'], /lb1 is there twice/],
  ['directors', ['web1=192.0.2.11'], /web1 is the name of two hosts, 192\.0\.2\.21 and 192\.0\.2\.11/],
  ['directors', ['lb1=192.0.2.21'], /lb1 and web1 are one host/],
  ['directors', ['lb1:0'], /no port/],
  ['vip', '192.0.2.21', /192\.0\.2\.21 is web1's own address.*rule 56/],
  ['interface', 'eth9', /lb1 has no interface eth9/],
]

for (const [key, answer, problem] of PROBLEMS)
  test(`answerProblem() refuses ${key}: ${answer}`, (t) => {
    const state = stateOf({ ...DR, goal: 'web' }, { lb1: sight('192.0.2.11') })
    t.regex(answerProblem(questionOf(key), answer as Answers['directors'] & string, state) ?? '', problem)
  })

test('a pair of databases is two hosts', (t) => {
  const state = stateOf({ topology: 'mariadb-dual-master' })
  t.regex(answerProblem(questionOf('databases'), ['db[1:3]'], state) ?? '', /at most 2 hosts/)
})

test('a witness is no database and no virtual address', (t) => {
  const state = stateOf({ topology: 'mariadb-dual-master', databases: ['192.0.2.51', '192.0.2.52'], vip: '192.0.2.9' })
  t.regex(answerProblem(questionOf('witness'), '192.0.2.51', state) ?? '', /db1 itself.*rule 49/)
  t.regex(answerProblem(questionOf('witness'), '192.0.2.9', state) ?? '', /virtual address/)
  t.is(answerProblem(questionOf('witness'), '192.0.2.1', state), undefined)
})

test('the usual router id is the last number of the address, or the next one that nobody was heard to use', (t) => {
  const preset = (adverts: readonly number[]) => {
    const heard = adverts.map((routerId) => ({ interface: 'eth0', from: '192.0.2.66', routerId }))
    return questionOf('router_id').preset?.(
      stateOf({ ...DR, vip: '192.0.2.255' }, { lb1: sight('192.0.2.11', { adverts: { heard } }) }),
    )
  }
  t.is(preset([]), 255)
  t.is(preset([255, 1]), 2)
})

test('hosts in a cloud are offered unicast, and hosts with a firewall its openings', (t) => {
  const cloud = sight('192.0.2.11', { facts: { ...sight('192.0.2.11').facts, cloud: 'Azure' }, firewall: 'firewalld' })
  const state = stateOf(DR, { lb1: cloud })
  t.is(questionOf('adverts').preset?.(state), 'unicast')
  t.is(questionOf('firewall').preset?.(state), true)
  t.is(questionOf('adverts').preset?.(stateOf(DR)), 'multicast')
})
