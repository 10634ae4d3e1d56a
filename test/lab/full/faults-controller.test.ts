import test from 'ava'
import {
  type Fault,
  interruptedTwice,
  mixedAndTakenBack,
  nobodyResumes,
  resumedBeforeTheFirstConfirm,
} from '../controller-faults.ts'
import { type Boundary, COUNT, killAt } from '../killed-controller.ts'
import { HOSTS, TwoHosts } from '../two-hosts.ts'

/** Faults of controllers at every moment of a run: the rest of the table in docs/transactions.md. */
const hosts = await TwoHosts.describe('10.77.41')

test.before(() => hosts.up())
test.after.always(() => hosts.down())

const FAULTS: Readonly<Record<string, Fault>> = {
  'Ctrl-C twice: leaves it to the guards, says so, exit 4; hosts go back, history tells it': interruptedTwice,
  'controller killed before the first confirmation: resume from another machine reverts all':
    resumedBeforeTheFirstConfirm,
  'controller killed between the confirmations, and no resume: the waiting host reverts, and history shows the run as mixed, with the way back and the way forward':
    nobodyResumes,
  'a mixed run is rolled back': mixedAndTakenBack,
}

for (const [title, fault] of Object.entries(FAULTS)) test.serial(title, (t) => fault(t, hosts))

const LAST = COUNT['with a service']
const atOnce = { serial: 2, untouched: [] } as const
const oneByOne = { serial: 1, untouched: ['web2'] } as const

const BOUNDARIES: readonly Boundary[] = [
  {
    ...atOnce,
    title: 'after the first of two locks',
    reach: (controller) => controller.until('locked', ({ host }) => host === 'web1'),
    untouched: HOSTS,
  },
  {
    ...atOnce,
    title: 'after both locks',
    reach: (controller) => controller.until('locked', ({ host }) => host === 'web2'),
    untouched: HOSTS,
  },
  {
    ...atOnce,
    title: 'while it sends',
    isBig: true,
    untouched: HOSTS,
    reach: async (controller, hosts) => {
      await controller.until('batch-started')
      await Promise.all(HOSTS.map(async (host) => hosts.until(host, await controller.run(), 'test -s stages/1/bundle')))
    },
  },
  { ...atOnce, title: 'as it begins to send', reach: (controller) => controller.until('batch-started') },
  { ...atOnce, title: 'in the first step', reach: (controller) => controller.untilStarted('web1', 1) },
  ...Array.from({ length: LAST }, (_, index) => ({
    ...atOnce,
    title: `after step ${index + 1} of ${LAST}`,
    reach: (controller: Parameters<Boundary['reach']>[0]) => controller.untilDone('web1', index + 1),
  })),
  { ...atOnce, title: 'while checks run', reach: (controller) => controller.until('check-started') },
  {
    ...atOnce,
    title: 'after all checks, before the first confirm',
    reach: (controller) => controller.until('batch-done'),
  },
  { ...oneByOne, title: 'in the first of two batches', reach: (controller) => controller.untilDone('web1', 3) },
  {
    ...oneByOne,
    title: 'in the checks of the first of two batches',
    reach: (controller) => controller.until('check-started'),
  },
  {
    ...oneByOne,
    title: 'in the second of two batches',
    reach: (controller) => controller.untilDone('web2', 3),
    untouched: [],
  },
]

for (const boundary of BOUNDARIES)
  test.serial(
    `controller SIGKILLed ${boundary.title}: each host is as before by its deadline, the next command says so`,
    (t) => killAt(t, hosts, 'with a service', boundary),
  )
