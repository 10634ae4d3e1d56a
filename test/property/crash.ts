import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'

/** Where and how something dies. */
export interface Crash {
  /** Number of the call, counted over all {@link PROGRAMS}. */
  readonly call: number
  readonly when: 'before' | 'after'
  /**
   * `process`: only the runner is killed. `group`: its process group is killed; a step has its own group and continues.
   * `power`: everything is killed, and the host boots again.
   */
  readonly kind: 'process' | 'group' | 'power'
  /** Milliseconds by which the current call is delayed if it survives. */
  readonly lag: 0 | 150
  /** Bytes that the file loses that was being written at a power cut. */
  readonly torn: number
}

export const crash: fc.Arbitrary<Crash> = fc.record({
  call: fc.oneof(fc.integer({ min: 1, max: 25 }), fc.integer({ min: 1, max: 120 })),
  when: fc.constantFrom('before', 'after'),
  kind: fc.constantFrom('power', 'group', 'process'),
  lag: fc.constantFrom(0, 0, 150),
  torn: fc.nat({ max: 15 }),
})

/** A folder in the folder of a crash: the process that makes it dies; if the test makes it first, none does. */
export const CLAIM = 'claimed'

/** The programs by which the scripts change things. */
const PROGRAMS = [
  'mv',
  'ln',
  'rm',
  'rmdir',
  'mkdir',
  'chmod',
  'chown',
  'sync',
  'cat',
  'setsid',
  'tail',
  'sed',
  'sha256sum',
]

/**
 * The shims stay in PATH, so calls by these programs count, too. Two programs of a pipeline may get the same number:
 * only the one that makes the folder stops.
 */
const shim = (program: string, real: string) => `#!/bin/sh
read -r count <"$CRASH/count"
count=$((count + 1))
echo "$count" >"$CRASH/count"
if test "$count" != "$CRASH_CALL" || ! /bin/mkdir "$CRASH/${CLAIM}" 2>/dev/null; then exec ${real} "$@"; fi
status=
if test "$CRASH_WHEN" = after; then ${real} "$@"; status=$?; fi
echo "$$ ${program} $*" >"$CRASH/now.new"
/bin/mv "$CRASH/now.new" "$CRASH/now"
kill -STOP $$
if test -n "$status"; then exit "$status"; fi
exec ${real} "$@"
`

/** Writes programs that stop at call number CRASH_CALL, after they have written the file `now` in the folder CRASH. */
export function writeShims(folder: string): void {
  mkdirSync(folder)
  for (const program of PROGRAMS) {
    const real = ['/usr/bin', '/bin'].map((place) => join(place, program)).find(existsSync)
    if (real === undefined) throw new Error(`${program} is needed`)
    writeFileSync(join(folder, program), shim(program, real), { mode: 0o755 })
  }
}
