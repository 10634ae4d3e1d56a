import test from 'ava'
import { type Flags, noFlags } from '../../../cli/parse/flags.ts'
import { runSettingsOf } from '../../../cli/parse/run-settings.ts'
import type { EvenkeelError } from '../../../engine/errors/error.ts'
import { DEFAULT_SETTINGS, type RunSettings } from '../../../engine/run/settings.ts'

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
  [{ strict: true }, { strict: true }],
]

for (const [flags, settings] of UNDERSTOOD) {
  test(`runSettingsOf() reads ${JSON.stringify(flags)}`, (t) =>
    t.deepEqual(runSettingsOf({ ...noFlags(), ...flags }), { ...DEFAULT_SETTINGS, ...settings }))
}

const REFUSED: readonly (readonly [Partial<Flags>, string])[] = [
  [{ lease: '4' }, '--lease: it is "4", a time such as 90s, 5m or 1h, from 5s to 1h is needed'],
  [{ lease: '61m' }, 'from 5s to 1h'],
  [{ lease: '-1' }, '--lease: it is "-1"'],
  [{ lease: '1.5m' }, '--lease: it is "1.5m"'],
  [{ lease: '1 m' }, '--lease: it is "1 m"'],
  [{ lease: '1d' }, '--lease: it is "1d"'],
  [{ lease: 'm' }, '--lease: it is "m"'],
  [{ lease: '9'.repeat(400) }, 'from 5s to 1h'],
  [{ inDoubt: '9s' }, '--in-doubt: it is "9s", a time such as 90s, 5m or 1h, from 10s to 24h is needed'],
  [{ inDoubt: '25h' }, 'from 10s to 24h'],
  [{ keepRuns: '0' }, '--keep-runs: it is "0", a whole number from 1 to 1000 is needed'],
  [{ keepRuns: '1001' }, 'from 1 to 1000'],
  [{ keepRuns: '20m' }, '--keep-runs: it is "20m"'],
]

for (const [flags, words] of REFUSED) {
  test(`runSettingsOf() refuses ${JSON.stringify(flags).slice(0, 60)}`, (t) => {
    const error = t.throws<EvenkeelError>(() => runSettingsOf({ ...noFlags(), ...flags }))
    t.is(error?.code, 'usage')
    t.true(error?.message.includes(words), error?.message)
  })
}
