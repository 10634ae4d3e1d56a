import type { Inventory } from '../../inventory/inventory.ts'
import type { Answer, AnswerKey, Answers } from './answers.ts'
import type { Sights } from './sights.ts'
import type { Topology } from './topologies/topology.ts'

/** The answers so far and the sights of the hosts. Questions, findings and files depend on nothing else. */
export interface State {
  readonly answers: Answers
  /** Undefined until it is chosen. */
  readonly topology: Topology | undefined
  /** The existing inventory that hosts are taken from. */
  readonly existing: Inventory | undefined
  /** The names of hosts that could be meant, from an inventory or an ssh_config. */
  readonly knownNames: readonly string[]
  /** The looks at the hosts that have ended so far. */
  readonly sights: Sights
}

/** One of several possible answers. */
export interface Choice {
  /** As it is typed and written. */
  readonly value: string
  /** A few words. */
  readonly title: string
  /** One line: when to choose it. */
  readonly when?: string
}

/** A question of `evenkeel init`. Plain data and pure functions: how it is asked is the prompter's. */
export interface Question {
  readonly key: AnswerKey
  /** One line, at most 70 characters. */
  text(state: State): string
  /** Sentences to be read before the answer, each on lines of its own. */
  notes?(state: State): readonly string[]
  /** The possible answers; without them text is typed. */
  choices?(state: State): readonly Choice[]
  /** The usual answer. A question without one must be answered. */
  preset?(state: State): Answer | undefined
  /** Whether the question is asked at all; default: if the topology asks it. */
  isAsked?(state: State): boolean
  /** Why a well-formed answer cannot be; undefined if it can. */
  problem?(answer: Answer, state: State): string | undefined
  /** The presets, or the choices, depend on what is seen on the hosts. */
  readonly usesSights?: boolean
}

export function isAsked(question: Question, state: State): boolean {
  if (question.isAsked !== undefined) return question.isAsked(state)
  return state.topology?.asks.includes(question.key) ?? false
}
