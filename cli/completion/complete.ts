import type { Command } from '../parse/command.ts'
import { flagText } from '../parse/flags.ts'
import { ANY_FILE, behind, type Candidate, type Completion, candidatesLike, NOTHING, wordsLike } from './completion.ts'
import { type Cursor, completeValue } from './placeholders.ts'
import { flagOf, flagsOf, readTyped } from './typed.ts'

type Commands = Readonly<Record<string, Command>>

/** Completes the last of the words that follow `evenkeel`. A file that cannot be read completes to nothing. */
export async function complete(
  words: readonly string[],
  commands: Commands,
  env: Cursor['env'] = {},
): Promise<Completion> {
  const [first = '', ...others] = words
  if (others.length === 0) return candidatesLike(first, firstWords(first, commands))
  if (first === 'help') return others.length === 1 ? wordsLike(others[0] ?? '', Object.keys(commands)) : NOTHING
  const command = Object.hasOwn(commands, first) ? commands[first] : undefined
  if (command === undefined) return NOTHING
  const word = others.at(-1) ?? ''
  const cursor: Cursor = { word, typed: readTyped(others.slice(0, -1), command), commands, env }
  return completeWord(first, command, cursor).catch(() => NOTHING)
}

function firstWords(word: string, commands: Commands): readonly Candidate[] {
  if (word.startsWith('-'))
    return [
      { value: '--help', description: 'the commands' },
      { value: '--version', description: 'the version' },
    ]
  const all = Object.entries(commands).map(([value, { summary }]) => ({ value, description: summary }))
  return [...all, { value: 'help', description: 'a command and its flags' }]
}

async function completeWord(name: string, command: Command, cursor: Cursor): Promise<Completion> {
  const { word, typed } = cursor
  if (typed.awaiting?.value !== undefined) return completeValue(typed.awaiting.value, cursor)
  if (typed.isTail && command.tail) return ANY_FILE
  if (word.startsWith('--') && word.includes('=')) return completeInline(command, cursor)
  if (word.startsWith('-')) return candidatesLike(word, unusedFlags(command, cursor))
  const placeholder = wordsOfUsage(command)[typed.positionals.length]
  if (placeholder === undefined || !takesFurtherWord(name, typed.positionals)) return NOTHING
  return completeValue(placeholder, cursor)
}

/** `--limit=web1` */
async function completeInline(command: Command, cursor: Cursor): Promise<Completion> {
  const prefix = cursor.word.slice(0, cursor.word.indexOf('=') + 1)
  const flag = flagOf(prefix.slice(0, -1), command)?.flag
  if (flag?.value === undefined) return NOTHING
  return behind(prefix, await completeValue(flag.value, { ...cursor, word: cursor.word.slice(prefix.length) }))
}

function unusedFlags(command: Command, { typed }: Cursor): readonly Candidate[] {
  return flagsOf(command)
    .filter(([name, { repeatable = false }]) => repeatable || !typed.flags.has(name))
    .map(([, flag]) => ({ value: `--${flag.long}`, description: flagText(flag) }))
}

/** The words of a usage line before its flags: `HOST PLAYBOOK -i INVENTORY` has two. */
function wordsOfUsage({ usage }: Command): readonly string[] {
  const words = usage.split(' ')
  const end = words.findIndex((word) => word.startsWith('-') || word.startsWith('[-'))
  return end < 0 ? words : words.slice(0, end)
}

/** The actions that take a second word; a command that is not listed takes all words of its usage. */
const ACTIONS_WITH_WORD: Readonly<Record<string, readonly string[]>> = { lab: ['ssh'], secrets: ['set', 'get'] }

function takesFurtherWord(name: string, [action]: readonly string[]): boolean {
  return action === undefined || (ACTIONS_WITH_WORD[name]?.includes(action) ?? true)
}
