/** Standard output or standard error. */
export type Output = NodeJS.WritableStream & {
  readonly isTTY?: boolean
  /** Only of a terminal. */
  readonly columns?: number
  readonly rows?: number
}

/** The process's streams, environment and signals; tests pass their own. */
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
