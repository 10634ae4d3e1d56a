import { posix } from 'node:path'
import { read } from './sources.ts'

export interface Import {
  readonly from: string
  /** A path from the root, a package's name, or `node:…`. */
  readonly to: string
}

const IMPORT =
  /^\s*(?:import|export)\b[^'"\n]*?(?:from\s*)?'([^']+)'|^[}\s]*\bfrom\s*'([^']+)'|\bimport\(\s*'([^']+)'/gm

export function importsOf(path: string): Import[] {
  return [...withoutComments(read(path)).matchAll(IMPORT)].map((found) => {
    const written = found[1] ?? found[2] ?? found[3] ?? ''
    return { from: path, to: written.startsWith('.') ? posix.join(posix.dirname(path), written) : written }
  })
}

/** Removes comments: an example in a comment imports nothing. */
export function withoutComments(source: string): string {
  return source.replace(/^\s*\/?\*.*$/gm, '').replace(/^\s*\/\/.*$/gm, '')
}
