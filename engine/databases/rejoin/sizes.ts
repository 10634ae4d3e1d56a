import { readLines } from '../guard-state.ts'

/** The data of a server, and its disk, in bytes. */
export interface Sizes {
  /** Databases of users. */
  readonly schemas: number
  /** Rows and indexes of users. */
  readonly data: number
  readonly folder: string
  /** All files of the server's folder. */
  readonly used: number
  readonly free: number
  /** The programs of `sizes.sh` that are there. */
  readonly programs: readonly string[]
}

export function readSizes(printed: string): Sizes {
  const lines = readLines(printed)
  const number = (key: string) => Number(lines.get(key) ?? 0)
  const programs = [...lines.keys()].filter((key) => key.startsWith('has_')).map((key) => key.slice('has_'.length))
  return {
    schemas: number('schemas'),
    data: number('data'),
    folder: lines.get('folder') ?? '',
    used: number('used'),
    free: number('free'),
    programs,
  }
}

/** `312 B`, `4.0 MB`, `1.2 GB` */
export function bytesText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  let [value, unit] = [bytes, 0]
  while (value >= 1000 && unit < units.length - 1) [value, unit] = [value / 1000, unit + 1]
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`
}
