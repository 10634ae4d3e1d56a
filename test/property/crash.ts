import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'

/** Where, and how, something dies. */
export interface Crash {
  /** At the how many-th call of one of the {@link PROGRAMS}. */
  readonly call: number
  readonly when: 'before' | 'after'
  /**
   * `process`: the runner is killed, nothing else. `group`: its process group is; a step, which has one of its own, goes
   * on. `power`: everything stops, and the host boots again.
   */
  readonly kind: 'process' | 'group' | 'power'
  /** Milliseconds for which what was just being called is held up where it survives. */
  readonly lag: 0 | 150
  /** How many bytes a file loses that was being written when the power went. */
  readonly torn: number
}

export const crash: fc.Arbitrary<Crash> = fc.record({
  call: fc.oneof(fc.integer({ min: 1, max: 25 }), fc.integer({ min: 1, max: 120 })),
  when: fc.constantFrom('before', 'after'),
  kind: fc.constantFrom('power', 'group', 'process'),
  lag: fc.constantFrom(0, 0, 150),
  torn: fc.nat({ max: 15 }),
})

/** In the folder of a crash: made by whoever dies; where it is made first, nobody does. */
export const CLAIM = 'claimed'

/** The programs that the scripts call whenever they change something. */
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
 * The PATH stays as it is: what a program starts is counted, too. Programs of one pipeline may count the same call:
 * the one that makes the folder is the one that stops.
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

/** A folder of programs that stop at the call that CRASH_CALL says, and then say so in the file `now` of the folder CRASH. */
export function writeShims(folder: string): void {
  mkdirSync(folder)
  for (const program of PROGRAMS) {
    const real = ['/usr/bin', '/bin'].map((place) => join(place, program)).find(existsSync)
    if (real === undefined) throw new Error(`${program} is needed`)
    writeFileSync(join(folder, program), shim(program, real), { mode: 0o755 })
  }
}
