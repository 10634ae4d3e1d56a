import { readFileSync } from 'node:fs'
import test from 'ava'
import {
  ANSWER_KEYS,
  type AnswerKey,
  type Answers,
  GROUPS,
  TOPOLOGIES,
  type TopologyName,
} from '../../../cli/init/answers.ts'
import { isAsked } from '../../../cli/init/question.ts'
import { QUESTIONS } from '../../../cli/init/questions.ts'
import { topologyNamed } from '../../../cli/init/topologies/catalogue.ts'
import { stateOf } from './scene.ts'

const PAGE = readFileSync(new URL('../../../docs/init.md', import.meta.url), 'utf8')

/** The keys of the page's table of answers that must be given, by topology. */
const listed = new Map(
  [...PAGE.matchAll(/^\| (`[a-z].*?) \| (`.*?) \|$/gm)].flatMap(([, names = '', keys = '']) =>
    words(names)
      .filter((name) => TOPOLOGIES.some((one) => one === name))
      .map((name) => [name, words(keys).filter((key) => ANSWER_KEYS.some((one) => one === key))]),
  ),
)

function words(cell: string): readonly string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, word = '']) => word)
}

for (const name of TOPOLOGIES)
  test(`docs/init.md lists the answers that ${name} needs`, (t) => {
    t.deepEqual([...(listed.get(name) ?? [])].sort(), [...neededFor(name)].sort())
  })

/** The questions without a usual answer, if all others are answered as usual; those about hosts are left out. */
function neededFor(name: TopologyName): readonly AnswerKey[] {
  const needed: AnswerKey[] = []
  let answers: Answers = { topology: name, goal: topologyNamed(name).goals[0] }
  for (const question of QUESTIONS) {
    const { key } = question
    if (answers[key] !== undefined || !isAsked(question, stateOf(answers))) continue
    const preset = question.preset?.(stateOf(answers))
    if (preset === undefined && !GROUPS.some((group) => group === key)) needed.push(key)
    answers = { ...answers, [key]: preset ?? GIVEN[key] }
  }
  return needed
}

const GIVEN: Answers = {
  port: 25,
  vip: '192.0.2.1',
  gateway: '192.0.2.2',
  writer_vip: '192.0.2.3',
  witness: '192.0.2.9',
}
