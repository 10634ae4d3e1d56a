import { DefaultRenderer, Listr, ListrLogger, PRESET_TIMER, ProcessOutput } from 'listr2'
import type { Output } from '../io.ts'

interface Task {
  title: string
  output: string
}

/**
 * Draws on any stream. Without this listr2 wants the process's stdout to be a terminal, and its `forceTTY` says of the
 * process's streams that they are, which everybody else then believes: a plan written to a file had its colours.
 */
class AnyStreamRenderer extends DefaultRenderer {
  static override nonTTY = true
}

/** One line of a list, in progress until the list is closed. */
class Row {
  readonly #end = Promise.withResolvers<void>()
  #title: string
  #output = ''
  #failed = false
  #task: Task | undefined

  constructor(title: string) {
    this.#title = title
  }

  say(title: string): void {
    this.#title = title
    if (this.#task !== undefined) this.#task.title = title
  }

  /** Marks the row as failed and keeps these lines under it. */
  fail(title: string, output: string): void {
    this.#failed = true
    this.#output = output
    this.say(title)
    if (this.#task !== undefined) this.#task.output = output
  }

  end(): void {
    this.#end.resolve()
  }

  /** What listr2 runs: it starts later than the row is made, and lives until the row ends. */
  async show(task: Task): Promise<void> {
    this.#task = task
    task.title = this.#title
    if (this.#output !== '') task.output = this.#output
    await this.#end.promise
    // listr2 knows failure as a throw; the words are the row's own.
    if (this.#failed) throw new Error(this.#title)
  }
}

/** A list on a terminal with one row a name: all at work at the same time, each with its duration. */
export class Listing {
  readonly #rows: ReadonlyMap<string, Row>
  readonly #shown: Promise<unknown>

  /** @param options.clear the list leaves the screen when it is closed */
  constructor(output: Output, names: readonly string[], options: { readonly clear: boolean }) {
    this.#rows = new Map(names.map((name) => [name, new Row(name)]))
    const stream = output as NodeJS.WriteStream
    const listr = new Listr(
      [...this.#rows].map(([name, row]) => ({
        title: name,
        task: (_context: unknown, task: Task) => row.show(task),
        rendererOptions: { outputBar: Number.POSITIVE_INFINITY, persistentOutput: true },
      })),
      {
        concurrent: true,
        exitOnError: false,
        registerSignalListeners: false,
        renderer: AnyStreamRenderer,
        rendererOptions: {
          clearOutput: options.clear,
          collapseErrors: false,
          showErrorMessage: false,
          formatOutput: 'truncate',
          timer: PRESET_TIMER,
          logger: new ListrLogger({ useIcons: true, toStderr: [], processOutput: new ProcessOutput(stream, stream) }),
        },
      },
    )
    this.#shown = listr.run()
  }

  has(name: string): boolean {
    return this.#rows.has(name)
  }

  say(name: string, title: string): void {
    this.#rows.get(name)?.say(title)
  }

  fail(name: string, title: string, output: string): void {
    this.#rows.get(name)?.fail(title, output)
  }

  /** Ends every row and waits until the terminal is as it was. */
  async close(): Promise<void> {
    for (const row of this.#rows.values()) row.end()
    await this.#shown
  }
}
