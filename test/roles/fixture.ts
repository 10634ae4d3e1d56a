import { readFileSync } from 'node:fs'
import type { LookResult } from '../../engine/check.ts'

/** The captured output of a tool on a cluster with the lab's kernel. */
export function fixture(name: string): string {
  return readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8')
}

/** The same, from the folder of the keepalived role's tests. */
export function keepalivedFixture(name: string): string {
  return readFileSync(new URL(`keepalived/fixtures/${name}`, import.meta.url), 'utf8')
}

/** The result of a look at a host that could not be asked. */
export function unasked(from: string): LookResult {
  return { from, status: undefined, output: 'it could not be asked' }
}

export function lookResult(from: string, output: string, status: number | undefined = 0): LookResult {
  return { from, status, output }
}
