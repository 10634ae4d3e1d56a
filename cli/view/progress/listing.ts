import { DefaultRenderer, Listr, ListrLogger, PRESET_TIMER, ProcessOutput } from 'listr2'
import type { Output } from '../../io.ts'

interface Task {
  title: string
  output: string
}

/**
 * Draws on any stream. Otherwise listr2 needs the process's stdout to be a terminal, and its `forceTTY` marks the
 * process's streams as terminals for all other code: a plan written to a file got colours.
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

  setTitle(title: string): void {
    this.#title = title
    if (this.#task !== undefined) this.#task.title = title
  }

  /** Marks the row as failed and keeps these lines under it. */
  fail(title: string, output: string): void {
    this.#failed = true
    this.#output = output
    this.setTitle(title)
    if (this.#task !== undefined) this.#task.output = output
  }

  end(): void {
    this.#end.resolve()
  }

  /** The task of listr2: it starts after the row is made, and ends with the row. */
  async show(task: Task): Promise<void> {
    this.#task = task
    task.title = this.#title
    if (this.#output !== '') task.output = this.#output
    await this.#end.promise
    // A listr2 task fails by throwing; the row keeps its title.
    if (this.#failed) throw new Error(this.#title)
  }
}

/** A list on a terminal with one row a name: all rows run at the same time, each with its duration. */
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

  setTitle(name: string, title: string): void {
    this.#rows.get(name)?.setTitle(title)
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
