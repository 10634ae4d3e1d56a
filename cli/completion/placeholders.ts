import type { Io } from '../io.ts'
import type { Command } from '../parse/command.ts'
import { ANY_FILE, behind, type Completion, candidatesLike, NOTHING, wordsLike } from './completion.ts'
import type { Typed } from './typed.ts'

/** The command line up to the cursor, for a completer. */
export interface Cursor {
  /** The word up to the cursor. */
  readonly word: string
  readonly typed: Typed
  readonly commands: Readonly<Record<string, Command>>
  readonly env: Io['env']
}

type Completer = (cursor: Cursor) => Promise<Completion> | Completion

/**
 * A completer for each word in capitals of usage lines and flags. None asks a host or runs a program, as somebody waits at
 * the prompt: of runs, those that this machine has started or listed.
 */
const COMPLETERS: Readonly<Record<string, Completer>> = {
  PLAYBOOK: async ({ word }) => (await import('./yaml-files.ts')).playbooksLike(word),
  INVENTORY: async ({ word }) => (await import('./yaml-files.ts')).inventoriesLike(word),
  PATTERN: async (cursor) => patternLike(cursor.word, await namesOf(cursor)),
  HOST: async (cursor) => wordsLike(cursor.word, (await namesOf(cursor)).hosts),
  ROLE: async ({ word }) => wordsLike(word, await (await import('../description/built-in-roles.ts')).builtInRoles()),
  KIND: async ({ word }) => wordsLike(word, (await import('../../engine/resources/registry.ts')).resourceTypes.keys()),
  NAME: async ({ word, typed }) => wordsLike(word, await secretsOf(typed)),
  RUN: runsLike,
  N: () => NOTHING,
  TIME: () => NOTHING,
  KEY: () => NOTHING,
  'NAME=VALUE': () => NOTHING,
  FILE: () => ANY_FILE,
}

/**
 * Completes a word of a usage line, such as `PLAYBOOK`, `[HOST]` or `up|down|ssh`, or the value of a flag. Whatever has no
 * completer is a file.
 */
export async function completeValue(placeholder: string, cursor: Cursor): Promise<Completion> {
  const name = placeholder.replace(/^\[|\]$/g, '')
  if (!name.includes('|')) return (COMPLETERS[name] ?? (() => ANY_FILE))(cursor)
  return wordsLike(
    cursor.word,
    name.split('|').flatMap((choice) => choicesOf(choice, cursor.commands)),
  )
}

/** `output-COMMAND` stands for one word for each command that prints JSON. */
function choicesOf(choice: string, commands: Cursor['commands']): readonly string[] {
  if (!choice.endsWith('COMMAND')) return [choice]
  const printing = Object.entries(commands).filter(([, { flags }]) => flags.includes('json'))
  return printing.map(([name]) => choice.replace('COMMAND', name))
}

/** Names behind the last `:` or `,` of a pattern, and behind its sign, as in `web*:!lb1`. */
function patternLike(word: string, { hosts, groups }: InventoryNames): Completion {
  const [before = ''] = /^(?:.*[:,])?[!&]?/.exec(word) ?? []
  const names = new Set(['all', ...groups, ...hosts])
  return behind(before, wordsLike(word.slice(before.length), names))
}

async function runsLike({ word, typed, env }: Cursor): Promise<Completion> {
  const inventory = typed.flags.get('inventory')
  const { knownRuns } = await import('../known-runs.ts')
  const runs = await knownRuns(env, typeof inventory === 'string' ? inventory : undefined)
  return candidatesLike(
    word,
    runs.map(({ run, inventory: path }) => ({ value: run, description: path })),
  )
}

interface InventoryNames {
  readonly hosts: readonly string[]
  readonly groups: readonly string[]
}

/** The names in the inventory that the line gives; none if it gives none, or if it would have to be run. */
async function namesOf({ typed }: Cursor): Promise<InventoryNames> {
  const path = typed.flags.get('inventory')
  if (typeof path !== 'string') return { hosts: [], groups: [] }
  return (await import('../../inventory/names-in-file.ts')).namesInFile(path)
}

async function secretsOf({ flags }: Typed): Promise<Iterable<string>> {
  const inventory = flags.get('inventory')
  if (typeof inventory !== 'string') return []
  return (await (await import('../../inventory/secrets/load-store.ts')).loadStore(inventory)).file.values.keys()
}
