import { copyFile, mkdir, mkdtemp } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runProgram } from '../../lab/command.ts'

const MODEL = fileURLToPath(new URL('transactions.pml', import.meta.url))

/**
 * How spin goes through a model: `whole` to visit all states, `any` to find some way against a claim, `shortest` to find
 * the shortest one, `circles` where a claim speaks of what shall come some day.
 */
export type Search = 'whole' | 'any' | 'shortest' | 'circles'

export interface Question {
  readonly claim: string
  readonly macros: readonly string[]
  readonly search: Search
}

export interface Answer {
  /** Undefined: spin did not come to an end. */
  readonly holds: boolean | undefined
  readonly states: number
  /** How the claim is broken, in the words of the model's printf lines. */
  readonly trail: readonly string[]
  readonly output: string
}

/** Megabytes: two searches at a time stay below a gigabyte. */
const MEMORY = 450

const FLAGS: Readonly<Record<Search, string>> = {
  whole: '-O2 -DSAFETY',
  // So short a search is not worth the compiler's time.
  any: '-O0 -DSAFETY',
  shortest: '-O0 -DSAFETY -DBFS',
  circles: '-O2',
}

/** Asks spin, and makes the program that searches only once for all claims of a model. */
export class Spin {
  readonly #folder: string
  readonly #programs = new Map<string, Promise<string>>()

  /** @param folder to work in */
  constructor(folder: string) {
    this.#folder = folder
  }

  async ask({ claim, macros, search }: Question): Promise<Answer> {
    const program = await this.#program(macros, search)
    // Trails are written where the program is started.
    const folder = await mkdtemp(join(this.#folder, 'search-'))
    const words = [search === 'circles' ? '-a' : '', '-N', claim, '-m10000', '-w22']
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
    // Trails are named as the model was when spin read it.
    await copyFile(MODEL, join(folder, 'model.pml'))
    await runIn(folder, ['spin', ...macros.map((macro) => `-D${macro}`), '-a', 'model.pml'])
    await runIn(folder, ['gcc', '-w', `-DMEMLIM=${MEMORY}`, ...FLAGS[search].split(' '), '-o', 'pan', 'pan.c'])
    return join(folder, 'pan')
  }
}

function runIn(folder: string, words: readonly string[]): Promise<string> {
  return runProgram('sh', ['-euc', 'cd "$1"; shift; exec "$@"', 'sh', folder, ...words])
}

/** A search that was cut short has found nothing, which proves nothing. */
function verdictOf(output: string): boolean | undefined {
  if (/assertion violated|acceptance cycle/.test(output) && /errors: [1-9]/.test(output)) return false
  if (/Search not completed|search depth too small|out of memory|aborted/i.test(output)) return undefined
  return /errors: 0$/m.test(output) ? true : undefined
}

/** The model's own lines stand before the state in which the trail ends, among those that are meant for a chart. */
async function trailOf(folder: string, program: string, claim: string): Promise<string[]> {
  const told = await runIn(folder, [program, '-r', '-S', '-N', claim])
  const [steps = ''] = told.split(/^spin: trail ends/m)
  return steps.split('\n').filter((line) => /^\w+ \d+: |CYCLE/.test(line))
}
