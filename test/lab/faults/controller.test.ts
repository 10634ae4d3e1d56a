import test from 'ava'
import {
  changedBetweenApplyAndRollback,
  changedBetweenPlanAndApply,
  type Fault,
  interruptedOnce,
  resumedAfterTheFirstConfirm,
  twoOperators,
} from '../controller-faults.ts'
import { type Boundary, COUNT, killAt } from '../killed-controller.ts'
import { TwoHosts } from '../two-hosts.ts'

/** Faults of controllers: the short part of the table in docs/transactions.md; the rest is in full/. */
const hosts = await TwoHosts.describe('10.77.41')

test.before(() => hosts.up())
test.after.always(() => hosts.down())

const BOUNDARIES: readonly Boundary[] = [
  {
    title: 'after the locks, before anything is written',
    serial: 2,
    reach: (controller) => controller.until('locked', ({ host }) => host === 'web2'),
    untouched: ['web1', 'web2'],
  },
  {
    title: 'after half of the steps',
    serial: 2,
    reach: (controller) => controller.untilDone('web1', 6),
    untouched: [],
  },
  {
    title: 'after the last step',
    serial: 2,
    reach: (controller) =>
      Promise.all([controller.untilDone('web1', COUNT.twelve), controller.untilDone('web2', COUNT.twelve)]),
    untouched: [],
  },
]

for (const boundary of BOUNDARIES)
  test.serial(
    `controller SIGKILLed ${boundary.title}: each host is as before by its deadline, the next command says so`,
    (t) => killAt(t, hosts, 'twelve', boundary),
  )

const FAULTS: Readonly<Record<string, Fault>> = {
  'Ctrl-C once: stops cleanly, takes back, exit 3': interruptedOnce,
  'two operators at once: one is refused and told who, since when, which run; a run that goes on is not unlocked':
    twoOperators,
  'changed by hand between apply and rollback: refused, differences shown, nothing written':
    changedBetweenApplyAndRollback,
  'changed by hand between plan and apply: refused, differences shown, nothing written': changedBetweenPlanAndApply,
  'controller killed between the first and the last confirm: resume from another machine commits the rest':
    resumedAfterTheFirstConfirm,
}

for (const [title, fault] of Object.entries(FAULTS)) test.serial(title, (t) => fault(t, hosts))
