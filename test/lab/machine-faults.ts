import { readFile } from 'node:fs/promises'
import type { ExecutionContext } from 'ava'
import { quote } from '../../engine/shell.ts'
import { type Ended, type Machines, RUN } from './machines.ts'

/** Faults of machines, for the short and the full tests. */
export type Fault = (t: ExecutionContext<unknown>, machines: Machines) => Promise<void>

const SLOW = `      - command:
          name: a slow one
          run: touch /root/reached; sleep 25; touch /root/done
          unless: test -e /root/done
          undo: rm -f /root/reached /root/done`

/** Cheap steps of several kinds on both hosts, and a slow one, for faults during it. */
const SEVERAL_STEPS = `name: Machines
plays:
  - name: Servers
    hosts: all
    tasks:
      - file: { path: /etc/managed.conf, content: "new\\n", mode: "0600" }
      - directory: { path: /srv/site, mode: "0750" }
      - sysctl: { name: net.ipv4.ip_forward, value: "1" }
      - file:
          path: /etc/systemd/system/own.service
          content: "[Service]\\nExecStart=/bin/sleep infinity\\n[Install]\\nWantedBy=multi-user.target\\n"
      - service: { name: own, restart_on: [/etc/systemd/system/own.service, /etc/managed.conf] }
${SLOW}
`

/** The first host is done at once, and waits for the slow second one. */
const ONE_AFTER_THE_OTHER = `name: Machines
plays:
  - name: Servers
    hosts: all
    serial: 1
    tasks:
      - file: { path: /etc/managed.conf, content: "new\\n" }
      - sysctl: { name: net.ipv4.ip_forward, value: "1" }
      - command:
          name: slow on the second host
          run: touch /root/reached; if test "$(hostname)" = web2; then sleep 25; fi; touch /root/done
          unless: test -e /root/done
          undo: rm -f /root/reached /root/done
`

const FEW_STEPS = `name: Machines
plays:
  - name: Servers
    hosts: all
    tasks:
      - file: { path: /etc/managed.conf, content: "new\\n", mode: "0600" }
${SLOW}
`

const REACHED = 'test -e /root/reached'
const LEASE = ['--lease', '15s', '--in-doubt', '30s'] as const

/** Boots the hosts, with a service that records the content of a managed file each time it starts. */
export async function setUp(machines: Machines): Promise<void> {
  await machines.up()
  const unit =
    '[Service]\\nType=oneshot\\nRemainAfterExit=yes\\nExecStart=/bin/sh -c "cat /etc/managed.conf >/run/recorded"\\n' +
    '[Install]\\nWantedBy=multi-user.target\\n'
  for (const host of machines.hosts)
    await machines.cluster.on(
      host,
      `echo old >/etc/managed.conf && printf '${unit}' >/etc/systemd/system/recorder.service
       systemctl -q enable --now recorder && sync`,
    )
  await machines.remember()
}

/** Asserts that the service started at this boot, and found the file as before the run. */
async function assertServicesFoundTheOld(t: ExecutionContext<unknown>, machines: Machines, host: string) {
  t.is(
    await machines.cluster.on(host, 'cat /run/recorded'),
    'old\n',
    'what a service of the host found when it started',
  )
}

/** The output of the controller without the plan. */
function log(t: ExecutionContext<unknown>, { status, stdout, seconds }: Ended): void {
  t.log(`exit ${status} after ${Math.round(seconds)} s\n${stdout.slice(Math.max(0, stdout.indexOf('✗')))}`)
}

export const networkCutAndRestored: Fault = async (t, machines) => {
  const run = await machines.apply(FEW_STEPS, '--lease', '60s')
  await machines.reaches(run, 'web1', REACHED)
  await machines.cutNetwork('web1')
  await new Promise((resolve) => setTimeout(resolve, 12_000))
  await machines.restoreNetwork('web1')
  const ended = await run.ended
  t.is(ended.status, 0, ended.stdout + ended.stderr)
  for (const host of machines.hosts) {
    t.is(await machines.rested(host), 'committed', host)
    t.is(await machines.cluster.on(host, 'cat /etc/managed.conf; ls /root/done'), 'new\n/root/done\n')
  }
  const back = await machines.cluster.evenkeel('rollback', '--yes')
  t.is(back.status, 0, back.stdout + back.stderr)
  await machines.assertAsBefore(t)
}

export const networkCutForGood: Fault = async (t, machines) => {
  const run = await machines.apply(SEVERAL_STEPS, ...LEASE)
  await machines.reaches(run, 'web1', REACHED)
  await machines.cutNetwork('web1')
  const ended = await run.ended
  await machines.restoreNetwork('web1')
  t.is(ended.status, 4, ended.stdout + ended.stderr)
  log(t, ended)
  t.regex(ended.stdout, /web1.*unknown|unknown.*web1/i)
  t.regex(ended.stdout, /runner\.sh revert/, 'what to run by hand')
  for (const host of machines.hosts) t.is(await machines.rested(host), 'reverted', host)
  await machines.assertAsBefore(t)
}

/** A record that was cut off by a power cut. */
const TEAR = `cd ${RUN} && printf '1 1 undon' >>journal && sync journal`

export function powerCutMidApply(controller: 'alive' | 'killed'): Fault {
  return async (t, machines) => {
    const run = await machines.apply(SEVERAL_STEPS, ...LEASE)
    await machines.reaches(run, 'web1', REACHED)
    t.is(await machines.cluster.on('web1', 'cat /etc/managed.conf; systemctl is-active own'), 'new\nactive\n')
    await machines.cluster.on('web1', TEAR)
    if (controller === 'killed') await run.kill()
    await machines.powerCut('web1')
    await machines.powerOn('web1')
    const ended = await run.ended
    await assertServicesFoundTheOld(t, machines, 'web1')
    t.is(await machines.bootState('web1'), 'running')
    for (const host of machines.hosts) t.is(await machines.rested(host), 'reverted', host)
    await machines.assertAsBefore(t)
    if (controller === 'killed') return
    log(t, ended)
    t.true(ended.status === 3 || ended.status === 4, ended.stdout + ended.stderr)
    t.regex(ended.stdout, ended.status === 3 ? /every host is back to where it was/ : /web1.*unknown/i)
  }
}

export function rebootBeforeConfirm(how: 'reboot' | 'power cut'): Fault {
  return async (t, machines) => {
    const run = await machines.apply(ONE_AFTER_THE_OTHER, '--lease', '60s')
    await machines.reaches(run, 'web2', REACHED)
    t.is(await machines.cluster.on('web1', 'cat /etc/managed.conf; ls /root/done'), 'new\n/root/done\n')
    if (how === 'reboot') await machines.reboot('web1')
    else {
      await machines.powerCut('web1')
      await machines.powerOn('web1')
    }
    await assertServicesFoundTheOld(t, machines, 'web1')
    const ended = await run.ended
    log(t, ended)
    t.is(ended.status, 3, ended.stdout + ended.stderr)
    t.regex(ended.stdout, /every host is back to where it was/)
    t.is(await machines.bootState('web1'), 'running')
    for (const host of machines.hosts) t.is(await machines.rested(host), 'reverted', host)
    await machines.assertAsBefore(t)
  }
}

/** The second host stops answering after it was told to expect its confirmation: no host is confirmed. */
const MUTE = `cd ${RUN} && echo 'if test "$1" = expect; then sleep 120; fi' >>lease.sh`
const EXPECTING = `ls ${RUN}/expecting.*`

/** Reboots the coordinator (`pivot`) or the other host. */
export function rebootWhileExpecting(who: 'pivot' | 'other', end: 'resume' | 'in-doubt time'): Fault {
  return async (t, machines) => {
    const { cluster } = machines
    const inDoubt = end === 'resume' ? '10m' : '120s'
    const run = await machines.apply(ONE_AFTER_THE_OTHER, '--lease', '60s', '--in-doubt', inDoubt)
    await machines.reaches(run, 'web2', REACHED)
    await cluster.on('web2', MUTE)
    for (const host of machines.hosts) await machines.reaches(run, host, EXPECTING)
    await run.kill()
    await run.ended
    if (who === 'pivot') {
      await machines.reboot('web1')
      t.is(await machines.rested('web1'), 'reverted')
      await assertServicesFoundTheOld(t, machines, 'web1')
    } else {
      await machines.reboot('web2')
      const printed = await cluster.on('web2', `cat /etc/managed.conf /run/recorded; ${EXPECTING}`)
      t.regex(printed, /^new\nnew\n.*\/expecting\./, 'it still waits, and its services run with what was applied')
      t.true(printed.includes((await cluster.on('web2', 'cat /proc/sys/kernel/random/boot_id')).trim()))
    }
    if (end === 'resume') {
      const resumed = await cluster.evenkeel('resume', (await cluster.on('web2', `basename ${RUN}`)).trim())
      t.log(`exit ${resumed.status}\n${resumed.stdout}`)
      t.is(resumed.status, 3, resumed.stdout + resumed.stderr)
    }
    for (const host of machines.hosts) t.is(await machines.rested(host, 240), 'reverted', host)
    await machines.assertAsBefore(t)
  }
}

/** web1 loses the address by which it is reached; web2 is slow meanwhile. */
const DROPPED_ADDRESS = `name: Machines
plays:
  - name: The address goes
    hosts: web1
    tasks:
      - file: { path: /etc/managed.conf, content: "new\\n" }
      - command:
          name: drop the address
          run: touch /root/dropped; (sleep 5; ip address del 10.77.42.21/24 dev vec0) >/dev/null 2>&1 &
          unless: test -e /root/dropped
          undo: |
            rm -f /root/dropped
            ip address replace 10.77.42.21/24 broadcast 10.77.42.255 dev vec0
            ip route replace default via 10.77.42.1 dev vec0
  - name: Meanwhile
    hosts: web2
    tasks:
      - command:
          name: a slow one
          run: sleep 20; touch /root/done
          unless: test -e /root/done
          undo: rm -f /root/done
`

/** The same during the steps: the host goes on without contact. */
const DROPPED_AT_ONCE = `name: Machines
plays:
  - name: The address goes
    hosts: web1
    tasks:
      - command:
          name: drop the address
          run: touch /root/dropped; ip address del 10.77.42.21/24 dev vec0
          unless: test -e /root/dropped
          undo: |
            rm -f /root/dropped
            ip address replace 10.77.42.21/24 broadcast 10.77.42.255 dev vec0
            ip route replace default via 10.77.42.1 dev vec0
      - file: { path: /etc/managed.conf, content: "new\\n" }
`

const MOVED_SSHD = `name: Machines
plays:
  - name: Sshd moves elsewhere
    hosts: web1
    tasks:
      - file: { path: /etc/managed.conf, content: "new\\n" }
      - file: { path: /etc/ssh/sshd_config.d/elsewhere.conf, content: "Port 2222\\n" }
      - service: { name: ssh, restart_on: [/etc/ssh/sshd_config.d/elsewhere.conf] }
`

/** The run locks evenkeel out, also on old connections; the host reverts by itself. */
function cutOff(playbook: string, exit: number): Fault {
  return async (t, machines) => {
    const run = await machines.apply(playbook, '--lease', '30s')
    const ended = await run.ended
    log(t, ended)
    t.is(ended.status, exit, ended.stdout + ended.stderr)
    if (exit === 3) t.regex(ended.stdout, /every host is back to where it was/)
    for (const host of machines.hosts)
      if (playbook.includes(host)) t.is(await machines.rested(host, 90), 'reverted', host)
    await machines.assertAsBefore(t)
  }
}

export const addressDropped = cutOff(DROPPED_ADDRESS, 3)
export const addressDroppedAtOnce = cutOff(DROPPED_AT_ONCE, 3)
export const sshdMoved = cutOff(MOVED_SSHD, 3)

/** One line of confirm-race.sh's output. */
const TRY = /^(?<number>\d+) (?<confirmed>\S*) (?<followed>\S*) (?<state>\S+) (?<content>\S*)$/

/** Uses the scripts of an earlier run. */
export function confirmRacing(tries: number): Fault {
  return async (t, machines) => {
    const race = await readFile(new URL('./confirm-race.sh', import.meta.url), 'utf8')
    const printed = await machines.cluster.on('web1', `set -- ${RUN} ${tries}\n${race}`)
    const lines = printed.trim().split('\n')
    t.is(lines.length, tries)
    const seen = new Map<string, number>()
    for (const line of lines) {
      const { confirmed = '', followed, state = '', content } = TRY.exec(line)?.groups ?? {}
      seen.set(confirmed, (seen.get(confirmed) ?? 0) + 1)
      t.true(state === 'committed' || state === 'reverted', line)
      t.is(followed, state, line)
      t.is(content, state === 'committed' ? 'new' : 'old', line)
      t.is(confirmed === 'committed', state === 'committed', line)
    }
    t.log([...seen].map(([confirmed, count]) => `${confirmed}: ${count}`).join(', '))
    t.true(seen.has('committed') && seen.size > 1, 'each of the two won at times')
  }
}

const WEB_SERVER = `name: Machines
plays:
  - name: A web server
    hosts: web1
    roles:
      - role: nginx
        vars: { sites: [{ listen: 8080, root: /srv/site, content: "hello\\n" }] }
    tasks:
      - file: { path: /etc/managed.conf, content: "new\\n" }
      - command:
          name: a slow one
          run: touch /root/reached; sleep 60; touch /root/done
          unless: test -e /root/done
          undo: rm -f /root/reached /root/done
`

/** A moment of a run that installs a package: dpkg runs, or the package is installed and its service runs. */
const PACKAGE_MOMENTS = { 'while dpkg works': 'pgrep -x dpkg', 'once it runs': REACHED } as const

export function powerCutWithPackage(moment: keyof typeof PACKAGE_MOMENTS): Fault {
  return async (t, machines) => {
    const run = await machines.apply(WEB_SERVER)
    await machines.reaches(run, 'web1', PACKAGE_MOMENTS[moment])
    await machines.cluster.on('web1', TEAR)
    await machines.powerCut('web1')
    await machines.powerOn('web1')
    await assertServicesFoundTheOld(t, machines, 'web1')
    t.is(await machines.bootState('web1'), 'running')
    t.is(await machines.rested('web1', 240), 'reverted')
    const ended = await run.ended
    log(t, ended)
    t.true(ended.status === 3 || ended.status === 4, ended.stdout + ended.stderr)
    await machines.assertAsBefore(t)
  }
}

/** Hides systemd from evenkeel's processes, but not from those that the tests start by sudo. */
const WITHOUT_SYSTEMD = `#!/bin/sh
case $SSH_ORIGINAL_COMMAND in 'sudo -n '*) exec sh -c "$SSH_ORIGINAL_COMMAND" ;; esac
exec unshare -m sh -c 'mount -t tmpfs none /run/systemd && exec sh -c "$SSH_ORIGINAL_COMMAND"'
`
const FORCED = '/etc/ssh/sshd_config.d/without-systemd.conf'

const PLAIN_FILES = `name: Machines
plays:
  - name: Servers
    hosts: web1
    tasks:
      - file: { path: /etc/managed.conf, content: "new\\n" }
      - command:
          name: a slow one
          run: touch /root/reached; sleep 30; touch /root/done
          unless: test -e /root/done
          undo: rm -f /root/reached /root/done
`

/** Without systemd the guard is a plain process: it reverts the run of a dead controller, but does not survive a reboot. */
export const withoutSystemd: Fault = async (t, machines) => {
  const { cluster } = machines
  const write = (path: string, content: string) => `printf %s ${quote(content)} >${path}`
  await cluster.on(
    'web1',
    `${write('/usr/local/bin/without-systemd', WITHOUT_SYSTEMD)}; chmod 755 /usr/local/bin/without-systemd
     ${write(FORCED, 'ForceCommand /usr/local/bin/without-systemd\n')}; systemctl reload ssh`,
  )
  const planned = await cluster.evenkeel('plan', await machines.playbook(PLAIN_FILES))
  t.regex(planned.stdout + planned.stderr, /a plain process, which ends when the host restarts/)

  const abandoned = await machines.apply(PLAIN_FILES, '--lease', '20s')
  await machines.reaches(abandoned, 'web1', REACHED)
  await abandoned.kill()
  t.is(await machines.rested('web1', 90), 'reverted')
  await abandoned.ended

  const rebooted = await machines.apply(PLAIN_FILES)
  await machines.reaches(rebooted, 'web1', REACHED)
  await rebooted.kill()
  await rebooted.ended
  await machines.reboot('web1')
  t.is(await cluster.on('web1', 'cat /etc/managed.conf'), 'new\n', 'nobody takes it back by himself')
  const run = (await cluster.on('web1', `basename ${RUN}`)).trim()
  const next = await cluster.evenkeel('plan', await machines.playbook(PLAIN_FILES))
  t.true((next.stdout + next.stderr).includes(`evenkeel unlock ${run}`), next.stdout + next.stderr)
  const unlocked = await cluster.evenkeel('unlock', run, '--yes')
  t.log(`exit ${unlocked.status}\n${unlocked.stdout}`)
  t.is(await machines.rested('web1'), 'reverted')

  await cluster.on('web1', `rm ${FORCED} /usr/local/bin/without-systemd && systemctl reload ssh`)
  await machines.assertAsBefore(t)
}
