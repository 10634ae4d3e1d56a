import test from 'ava'
import * as faults from '../machine-faults.ts'
import { Machines } from '../machines.ts'

/** Faults of machines during a run; the first part is in test/lab/faults/machine.test.ts. */
const machines = await Machines.describe({ web1: '10.77.42.21', web2: '10.77.42.22' })

test.before(() => faults.setUp(machines))
test.after.always(() => machines.down())

const serial = (title: string, fault: faults.Fault) => test.serial(title, (t) => fault(t, machines))
const POWER = 'a host loses its power'

serial("the run drops its host's address: the host reverts", faults.addressDropped)
serial(`${POWER} while dpkg installs a package: reverted`, faults.powerCutWithPackage('while dpkg works'))
serial(
  'a host that waits for its confirmation reboots: it goes on waiting',
  faults.rebootWhileExpecting('other', 'resume'),
)
serial(`${POWER} with a new web server: reverted before services start`, faults.powerCutWithPackage('once it runs'))
serial(`${POWER} mid-apply and the controller dies: reverted before services start`, faults.powerCutMidApply('killed'))
serial('the coordinator reboots: it reverts', faults.rebootWhileExpecting('pivot', 'in-doubt time'))
serial(
  'a host that waits for its confirmation reboots: its in-doubt time ends',
  faults.rebootWhileExpecting('other', 'in-doubt time'),
)
serial(`${POWER} before the run is confirmed: reverted`, faults.rebootBeforeConfirm('power cut'))
serial("the run drops its host's address during its steps: the host reverts", faults.addressDroppedAtOnce)
serial('a host without systemd: its guard reverts while it runs, and unlock after a reboot', faults.withoutSystemd)
serial('the network to one host is cut for good: it reverts, the others too', faults.networkCutForGood)
serial('the confirmation races with the deadline, 100 times: exactly one wins', faults.confirmRacing(100))
