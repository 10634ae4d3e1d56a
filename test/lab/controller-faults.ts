import type { ExecutionContext } from 'ava'
import { difference } from '../../lab/snapshot.ts'
import { HOSTS, OPERATOR, outputWithStatus, SHORT, type TwoHosts } from './two-hosts.ts'

/** A fault of a controller during a run, for the short and the full tests. */
export type Fault = (t: ExecutionContext<unknown>, hosts: TwoHosts) => Promise<void>

const DEFAULT_SETTINGS = ['--yes', '--lease', '20s'] as const

const apply = async (hosts: TwoHosts, ...flags: string[]) =>
  hosts.start('apply', await hosts.write('short.yml', SHORT), ...DEFAULT_SETTINGS, ...flags)

export const interruptedOnce: Fault = async (t, hosts) => {
  await hosts.hold()
  const controller = await apply(hosts)
  await Promise.all(HOSTS.map((host) => controller.untilStarted(host, 3)))
  controller.interrupt()
  await controller.until('remark', ({ message }) => message.startsWith('Stopping'))
  await hosts.release()
  const all = outputWithStatus(t, 3, await controller.ended)
  t.regex(all, /Stopped as you asked/)
  t.regex(all, /every host is back to where it was/)
  t.notRegex(all, /srv\/short","direction/, 'no further step was begun')
  await hosts.assertAsBefore(t)
}

export const interruptedTwice: Fault = async (t, hosts) => {
  await hosts.hold()
  const controller = await apply(hosts)
  const run = await controller.run()
  await Promise.all(HOSTS.map((host) => controller.untilStarted(host, 3)))
  controller.interrupt()
  await controller.until('remark', ({ message }) => message.startsWith('Stopping'))
  controller.interrupt()
  const all = outputWithStatus(t, 4, await controller.ended)
  t.true(all.includes(`Interrupted during run ${run}. Its hosts revert by themselves within 20 s`), all)
  await hosts.release()
  for (const host of HOSTS) t.is((await hosts.left(host, run)).state, 'reverted', host)
  t.regex(await hosts.evenkeel(t, 0, 'history'), new RegExp(`^${run} .* reverted web\\[?1`, 'm'))
  await hosts.assertAsBefore(t)
}

/** Kills a controller after it has sent a confirmation that the host has not executed. */
async function killedConfirming(hosts: TwoHosts, host: string, inDoubt: string): Promise<string> {
  await hosts.cluster.on(host, DEAFEN)
  const controller = await apply(hosts, '--in-doubt', inDoubt)
  const run = await controller.run()
  await controller.until('batch-done')
  await hosts.cluster.on(host, 'timeout 120 sh -c "until test -e /run/told; do sleep 0.1; done"')
  await controller.kill()
  await hosts.cluster.on(host, HEAR_AGAIN)
  return run
}

/** Stops a confirmation after it has arrived. */
const DEAFEN = `cp -p /usr/bin/systemd-run /run/systemd-run
cat >/run/deaf <<'end'
#!/bin/sh
case "$*" in *'runner.sh commit'*) touch /run/told; exec sleep 600 ;; esac
exec /run/systemd-run "$@"
end
chmod 755 /run/deaf
mount --bind /run/deaf /usr/bin/systemd-run`
const HEAR_AGAIN = 'umount /usr/bin/systemd-run && pkill -f "^sleep 600" && rm /run/told /run/deaf /run/systemd-run'

const stateOf = (hosts: TwoHosts, host: string, run: string) =>
  hosts.cluster.on(host, `cd /var/lib/evenkeel/runs/${run} && ls -d expecting.* committed 2>/dev/null | cut -d . -f 1`)

export const resumedAfterTheFirstConfirm: Fault = async (t, hosts) => {
  const run = await killedConfirming(hosts, 'web2', '5m')
  t.is(await stateOf(hosts, 'web2', run), 'expecting\n', 'it died between the first confirm and the last')
  const printed = await hosts.evenkeel(t, 0, 'plan', `${hosts.folder}/short.yml`)
  t.true(printed.includes(`Run ${run} (apply of "Short" by ${OPERATOR}`), printed)
  t.true(printed.includes('has not ended on web2, where it is expecting'), printed)
  t.true(printed.includes(`evenkeel resume ${run}`), printed)
  const all = outputWithStatus(t, 0, await hosts.startElsewhere('resume', run).ended)
  t.true(all.includes(`run ${run} is kept`), all)
  for (const host of HOSTS) t.is(await stateOf(hosts, host, run), 'committed\n', host)
  t.regex(await hosts.evenkeel(t, 0, 'history'), new RegExp(`^${run} .* committed web`, 'm'))
  await hosts.evenkeel(t, 0, 'rollback', run, '--yes')
  await hosts.assertAsBefore(t)
}

export const resumedBeforeTheFirstConfirm: Fault = async (t, hosts) => {
  const run = await killedConfirming(hosts, 'web1', '5m')
  for (const host of HOSTS) t.is(await stateOf(hosts, host, run), 'expecting\n', `${host} waits for its confirmation`)
  const all = outputWithStatus(t, 3, await hosts.startElsewhere('resume', run).ended)
  t.true(all.includes(`Run ${run} was not kept, and every host is back to where it was`), all)
  for (const host of HOSTS) t.is((await hosts.left(host, run)).state, 'reverted', host)
  await hosts.assertAsBefore(t)
}

export const nobodyResumes: Fault = async (t, hosts) => {
  const run = await killedConfirming(hosts, 'web2', '60s')
  t.is(await stateOf(hosts, 'web2', run), 'expecting\n', 'it died between the first confirm and the last')
  const { state, guarded } = await hosts.left('web2', run)
  t.deepEqual([state, guarded], ['reverted', 'lease'], 'the waiting host went back by itself')
  const history = await hosts.evenkeel(t, 0, 'history')
  t.true(history.includes(`${run} is mixed: committed web1, reverted web2.`), history)
  t.true(history.includes(`the way back: evenkeel rollback ${run} -i `), history)
  t.true(history.includes('the way forward: evenkeel apply PLAYBOOK -i '), history)
  // Repeat the run, and then roll back everything.
  const forward = await hosts.evenkeel(t, 0, 'apply', `${hosts.folder}/short.yml`, '--yes')
  t.regex(forward, /4 changes on 1 host/)
  t.notRegex(await hosts.evenkeel(t, 0, 'history'), /is mixed/)
  for (let count = 0; count < 2; count += 1) await hosts.evenkeel(t, 0, 'rollback', '--yes')
  await hosts.assertAsBefore(t)
}

export const mixedAndTakenBack: Fault = async (t, hosts) => {
  const run = await killedConfirming(hosts, 'web2', '60s')
  t.is((await hosts.left('web2', run)).state, 'reverted')
  await hosts.evenkeel(t, 0, 'rollback', run, '--yes')
  t.notRegex(await hosts.evenkeel(t, 0, 'history'), /is mixed/)
  await hosts.assertAsBefore(t)
}

/** Also: a run that is not over cannot be unlocked. */
export const twoOperators: Fault = async (t, hosts) => {
  await hosts.hold()
  const first = await apply(hosts)
  const run = await first.run()
  await first.untilStarted('web1', 3)
  const second = outputWithStatus(
    t,
    1,
    await hosts.startElsewhere('apply', `${hosts.folder}/short.yml`, ...DEFAULT_SETTINGS).ended,
  )
  t.true(second.includes(`it is locked by ${OPERATOR} since `), second)
  t.regex(second, new RegExp(`since \\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z \\(run ${run}\\)`))
  const unlock = outputWithStatus(t, 1, await hosts.startElsewhere('unlock', run, '--yes').ended)
  t.true(unlock.includes(`Cannot unlock ${run}: it is open on web1`), unlock)
  await hosts.release()
  outputWithStatus(t, 0, await first.ended)
}

export const changedBetweenPlanAndApply: Fault = async (t, hosts) => {
  const playbook = await hosts.write('short.yml', SHORT)
  const plan = `${hosts.folder}/plan.json`
  await hosts.evenkeel(t, 0, 'plan', playbook, '--out', plan)
  const refused = await refusedAfterChange(t, hosts, 'apply', playbook, '--plan', plan, '--yes')
  t.regex(refused, /Cannot apply the plan: web2 has changed since it was made/)
  t.regex(refused, /~ file \/etc\/motd\n(?: .*\n)* {4,}\+by hand\n/)
  await hosts.assertAsBefore(t)
}

/** Runs after {@link twoOperators}, and rolls its run back in the end. */
export const changedBetweenApplyAndRollback: Fault = async (t, hosts) => {
  const refused = await refusedAfterChange(t, hosts, 'rollback', '--yes')
  t.regex(refused, /Cannot roll back .*: web2 has changed since/)
  t.regex(refused, /~ file \/etc\/motd\n(?: .*\n)* {4,}\+by hand\n/)
  t.regex(refused, /evenkeel apply PLAYBOOK/)
  await hosts.evenkeel(t, 0, 'rollback', '--yes')
  await hosts.assertAsBefore(t)
}

/** Changes a file by hand, asserts that evenkeel refuses and writes nothing, and restores the file. */
async function refusedAfterChange(t: ExecutionContext<unknown>, hosts: TwoHosts, ...words: string[]): Promise<string> {
  await hosts.cluster.on('web2', 'cp /etc/motd /run/motd && echo "by hand" >>/etc/motd')
  const changed = await hosts.snapshots()
  const refused = await hosts.evenkeel(t, 1, ...words)
  const now = await hosts.snapshots()
  for (const [index, host] of HOSTS.entries()) t.deepEqual(difference(changed[index], now[index]), [], host)
  await hosts.cluster.on('web2', 'cat /run/motd >/etc/motd')
  return refused
}
