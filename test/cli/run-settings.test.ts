import test from 'ava'
import { type Flags, noFlags } from '../../cli/flags.ts'
import { runSettingsOf } from '../../cli/run-settings.ts'
import type { EvenkeelError } from '../../engine/errors/error.ts'
import { DEFAULT_SETTINGS, type RunSettings } from '../../engine/run/settings.ts'

const UNDERSTOOD: readonly (readonly [Partial<Flags>, Partial<RunSettings>])[] = [
  [{}, {}],
  [{ lease: '5' }, { lease: 5 }],
  [{ lease: '90s' }, { lease: 90 }],
  [{ lease: '60m' }, { lease: 3600 }],
  [{ lease: '1h' }, { lease: 3600 }],
  [{ inDoubt: '10s' }, { inDoubt: 10 }],
  [{ inDoubt: '24h' }, { inDoubt: 86_400 }],
  [{ keepRuns: '1' }, { keepRuns: 1 }],
  [{ keepRuns: '1000' }, { keepRuns: 1000 }],
  [{ keepOnFailure: true }, { keepOnFailure: true }],
]

for (const [flags, settings] of UNDERSTOOD) {
  test(`termsOf() understands ${JSON.stringify(flags)}`, (t) =>
    t.deepEqual(runSettingsOf({ ...noFlags(), ...flags }), { ...DEFAULT_SETTINGS, ...settings }))
}

const REFUSED: readonly (readonly [Partial<Flags>, string])[] = [
  [{ lease: '4' }, '--lease: a time such as 90s, 5m or 1h, from 5s to 1h'],
  [{ lease: '61m' }, 'from 5s to 1h'],
  [{ lease: '-1' }, '"-1" for --lease'],
  [{ lease: '1.5m' }, '"1.5m" for --lease'],
  [{ lease: '1 m' }, '"1 m" for --lease'],
  [{ lease: '1d' }, '"1d" for --lease'],
  [{ lease: 'm' }, '"m" for --lease'],
  [{ lease: '9'.repeat(400) }, 'from 5s to 1h'],
  [{ inDoubt: '9s' }, '--in-doubt: a time such as 90s, 5m or 1h, from 10s to 24h'],
  [{ inDoubt: '25h' }, 'from 10s to 24h'],
  [{ keepRuns: '0' }, '--keep-runs: a whole number from 1 to 1000'],
  [{ keepRuns: '1001' }, 'from 1 to 1000'],
  [{ keepRuns: '20m' }, '"20m" for --keep-runs'],
]

for (const [flags, words] of REFUSED) {
  test(`termsOf() refuses ${JSON.stringify(flags).slice(0, 60)}`, (t) => {
    const error = t.throws<EvenkeelError>(() => runSettingsOf({ ...noFlags(), ...flags }))
    t.is(error?.code, 'usage')
    t.true(error?.message.includes(words), error?.message)
  })
}
