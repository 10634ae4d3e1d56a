import { copyFile, mkdir, mkdtemp } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runProgram } from '../../lab/command.ts'

const MODEL = fileURLToPath(new URL('transactions.pml', import.meta.url))

/**
 * How spin searches a model: `whole` visits all states, `any` finds some trail that breaks a claim, `shortest` finds
 * the shortest one, `cycles` checks a liveness claim.
 */
export type Search = 'whole' | 'any' | 'shortest' | 'cycles'

export interface Question {
  readonly claim: string
  readonly macros: readonly string[]
  readonly search: Search
}

export interface Answer {
  /** Undefined: spin did not finish. */
  readonly holds: boolean | undefined
  readonly states: number
  /** How the claim is broken, in the words of the model's printf lines. */
  readonly trail: readonly string[]
  readonly output: string
}

/** Megabytes; two searches run at a time, within a gigabyte. */
const MEMORY = 450

const FLAGS: Readonly<Record<Search, string>> = {
  whole: '-O2 -DSAFETY',
  // The search is so short that optimizing would take longer.
  any: '-O0 -DSAFETY',
  shortest: '-O0 -DSAFETY -DBFS',
  // Stores each state in less memory.
  cycles: '-O2 -DCOLLAPSE',
}

/** Asks spin; builds the search program of a model only once for all its claims. */
export class Spin {
  readonly #folder: string
  readonly #programs = new Map<string, Promise<string>>()

  /** @param folder to work in */
  constructor(folder: string) {
    this.#folder = folder
  }

  async ask({ claim, macros, search }: Question): Promise<Answer> {
    const program = await this.#program(macros, search)
    // The program writes trails into its working directory.
    const folder = await mkdtemp(join(this.#folder, 'search-'))
    const words = [search === 'cycles' ? '-a' : '', '-N', claim, '-m10000', '-w22']
    const output = await runIn(folder, [program, ...words.filter(Boolean)])
    const holds = verdictOf(output)
    const trail = holds === false ? await trailOf(folder, program, claim) : []
    return { holds, states: Number(/(\d+) states, stored/.exec(output)?.[1] ?? 0), trail, output }
  }

  #program(macros: readonly string[], search: Search): Promise<string> {
    const name = [search, ...macros].join('-')
    const known = this.#programs.get(name) ?? this.#make(join(this.#folder, name), macros, search)
    this.#programs.set(name, known)
    return known
  }

  async #make(folder: string, macros: readonly string[], search: Search): Promise<string> {
    await mkdir(folder)
    // Trails are named after the file that spin read.
    await copyFile(MODEL, join(folder, 'model.pml'))
    await runIn(folder, ['spin', ...macros.map((macro) => `-D${macro}`), '-a', 'model.pml'])
    await runIn(folder, ['gcc', '-w', `-DMEMLIM=${MEMORY}`, ...FLAGS[search].split(' '), '-o', 'pan', 'pan.c'])
    return join(folder, 'pan')
  }
}

function runIn(folder: string, words: readonly string[]): Promise<string> {
  return runProgram('sh', ['-euc', 'cd "$1"; shift; exec "$@"', 'sh', folder, ...words])
}

/** An unfinished search that found nothing proves nothing. */
function verdictOf(output: string): boolean | undefined {
  if (/assertion violated|acceptance cycle/.test(output) && /errors: [1-9]/.test(output)) return false
  if (/Search not completed|search depth too small|out of memory|aborted/i.test(output)) return undefined
  return /errors: 0$/m.test(output) ? true : undefined
}

/** The printf lines of the model come before the final state, between lines for a chart. */
async function trailOf(folder: string, program: string, claim: string): Promise<string[]> {
  const printed = await runIn(folder, [program, '-r', '-S', '-N', claim])
  const [steps = ''] = printed.split(/^spin: trail ends/m)
  return steps.split('\n').filter((line) => /^\w+ \d+: |CYCLE/.test(line))
}
