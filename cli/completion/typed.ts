import type { Command } from '../parse/command.ts'
import { FLAGS, type Flag, type FlagName } from '../parse/flags.ts'

/** The words of a command line up to the cursor, behind the command. It may be incomplete, and is not checked. */
export interface Typed {
  readonly positionals: readonly string[]
  readonly flags: ReadonlyMap<FlagName, string | true>
  /** The flag whose value is at the cursor, as a word of its own. */
  readonly awaiting: Flag | undefined
  /** The cursor is behind `--`. */
  readonly isTail: boolean
}

/** Sorts words into positionals and flags as `parseArguments()` does, but refuses nothing. */
export function readTyped(words: readonly string[], command: Command): Typed {
  const positionals: string[] = []
  const flags = new Map<FlagName, string | true>()
  let awaiting: readonly [FlagName, Flag] | undefined
  for (const [index, word] of words.entries()) {
    if (awaiting !== undefined) {
      flags.set(awaiting[0], word)
      awaiting = undefined
      continue
    }
    if (word === '--') {
      const after = command.tail ? [] : words.slice(index + 1)
      return { positionals: [...positionals, ...after], flags, awaiting: undefined, isTail: true }
    }
    const found = flagOf(word, command)
    if (!word.startsWith('-')) positionals.push(word)
    else if (found?.value !== undefined) flags.set(found.name, found.value)
    else if (found?.flag.value !== undefined) awaiting = [found.name, found.flag]
    else if (found !== undefined) flags.set(found.name, true)
  }
  return { positionals, flags, awaiting: awaiting?.[1], isTail: false }
}

/** The flags that a command takes. */
export function flagsOf(command: Command): readonly (readonly [FlagName, Flag])[] {
  return [...command.flags, 'help' as const].map((name) => [name, FLAGS[name]])
}

interface WrittenFlag {
  readonly name: FlagName
  readonly flag: Flag
  /** Behind `=`, or behind the letter of a short flag. */
  readonly value: string | undefined
}

/** The flag that a word names: `--limit`, `--limit=web1`, `-i`, `-ihosts.yml`. */
export function flagOf(word: string, command: Command): WrittenFlag | undefined {
  const [, long, short, inline] = /^(?:--([^=]+)|-(\w))(?:=?([\s\S]+))?$/.exec(word) ?? []
  for (const [name, flag] of flagsOf(command)) {
    if (long !== undefined ? flag.long === long : short !== undefined && flag.short === short)
      return { name, flag, value: inline }
  }
  return undefined
}
