import { type Located, type LocatedEntry, plain } from '../../engine/errors/document.ts'
import { EvenkeelError, throwIfAny } from '../../engine/errors/error.ts'
import { checkedValue } from '../../engine/errors/issues.ts'
import { suggestion } from '../../engine/errors/nearest.ts'
import { parseSource } from '../../engine/errors/parse-yaml.ts'
import { errorAt, inReadingOrder, type Place, Source } from '../../engine/errors/source.ts'
import { typedValue } from './answer-text.ts'
import { ANSWER_KEYS, type AnswerKey, type Answers, answersSchema } from './answers.ts'
import { topologyNamed } from './topologies/catalogue.ts'

/** Answers that were given before any question, and where. */
export interface GivenAnswers {
  readonly answers: Answers
  readonly places: ReadonlyMap<AnswerKey, Place>
}

export const NO_ANSWERS: GivenAnswers = { answers: {}, places: new Map() }

/**
 * Reads an answers file and `KEY=VALUE` of the command line, which override the file. Throws `input` or `usage` with all
 * errors, each with its place.
 */
export function readAnswers(file: Source | undefined, settings: readonly string[]): GivenAnswers {
  const entries = new Map<string, LocatedEntry>(file === undefined ? [] : entriesOf(file))
  for (const setting of settings) {
    const entry = settingOf(setting)
    entries.set(entry.key, entry)
  }
  const place = { source: file ?? new Source('--set', ''), offset: 0 }
  const located: Located = { type: 'map', entries, place, size: entries.size }
  const problems: EvenkeelError[] = []
  const checked = checkedValue(answersSchema, { located, value: valuesOf(entries), title: '' }, problems)
  throwIfAny(inReadingOrder(problems))
  return {
    answers: withGoal(checked?.data ?? {}),
    places: new Map([...entries].map(([key, { value }]) => [key as AnswerKey, value.place])),
  }
}

/** A topology says what is to be reached; of several goals, the first is the usual one. */
function withGoal(answers: Answers): Answers {
  const { goal, topology } = answers
  const [usual] = topology === undefined ? [] : topologyNamed(topology).goals
  return goal === undefined && usual !== undefined ? { ...answers, goal: usual } : answers
}

function entriesOf(file: Source): Iterable<readonly [string, LocatedEntry]> {
  const tree = parseSource(file)
  if (tree.type === 'map') return tree.entries
  if (tree.type === 'scalar' && tree.value === null) return []
  throw errorAt(tree.place, `${file.file} is no file of answers: lines of the form KEY: ANSWER are needed`)
}

/** Hosts may be written as one text, too. */
function valuesOf(entries: ReadonlyMap<string, LocatedEntry>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    [...entries].map(([key, { value }]) => {
      const written = plain(value)
      return [key, typeof written === 'string' && isKey(key) ? typedValue(key, written) : written]
    }),
  )
}

function isKey(key: string): key is AnswerKey {
  return Object.hasOwn(answersSchema.shape, key)
}

const SETTING = /^(?<key>[a-z_]+)=(?<value>.*)$/s

function settingOf(setting: string): LocatedEntry {
  const { key = '', value = '' } = SETTING.exec(setting)?.groups ?? {}
  if (!isKey(key)) {
    const why = SETTING.test(setting) ? `there is no question "${key}"` : `it is ${JSON.stringify(setting)}`
    const hint = SETTING.test(setting) ? suggestion(key, ANSWER_KEYS) : undefined
    throw new EvenkeelError('usage', `--set needs KEY=VALUE: ${why}`, { hint })
  }
  const source = new Source(`--set ${key}`, value, { argument: true })
  const place = { source, offset: 0 }
  return { key, keyPlace: place, value: { type: 'scalar', value, written: value, place, size: 1 } }
}
