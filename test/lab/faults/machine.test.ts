import test from 'ava'
import * as faults from '../machine-faults.ts'
import { Machines } from '../machines.ts'

/** Faults of machines during a run: power, network and reboots. */
const machines = await Machines.describe({ web1: '10.77.42.21', web2: '10.77.42.22' })

test.before(() => faults.setUp(machines))
test.after.always(() => machines.down())

const serial = (title: string, fault: faults.Fault) => test.serial(title, (t) => fault(t, machines))

serial('the network to one host is cut mid-apply and restored in time: the run goes on', faults.networkCutAndRestored)
serial('a host loses its power mid-apply: reverted before its services start', faults.powerCutMidApply('alive'))
serial('a host reboots before the run is confirmed: reverted', faults.rebootBeforeConfirm('reboot'))
serial("the run breaks its host's sshd: the host reverts", faults.sshdMoved)
serial('the confirmation races with the deadline, 20 times: exactly one wins', faults.confirmRacing(20))
