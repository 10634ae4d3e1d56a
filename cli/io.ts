/** A stream for people or for machines. */
export type Output = NodeJS.WritableStream & {
  readonly isTTY?: boolean
  /** Of a terminal. */
  readonly columns?: number
  readonly rows?: number
}

/** What a command sees of the process that it runs in; tests give their own. */
export interface Io {
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean }
  readonly stdout: Output
  readonly stderr: Output
  readonly env: Readonly<Record<string, string | undefined>>
  /** Aborted by the first Ctrl-C: stop cleanly. */
  readonly interrupted: AbortSignal
  /** Aborted by the second Ctrl-C: leave at once. */
  readonly abandoned: AbortSignal
}
