import { randomBytes } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import type { ExecutionContext } from 'ava'
import type { Controller } from './controller.ts'
import { HOSTS, type Left, OPERATOR, type TwoHosts } from './two-hosts.ts'

/** Seconds. */
const LEASE = 15
/** Seconds by which the guard of a busy host may be late. */
const LATE = 10

/** The moment when a controller is killed, and the hosts of a batch. */
export interface Boundary {
  readonly title: string
  readonly serial: 1 | 2
  /** Returns at that moment. */
  reach(controller: Controller, hosts: TwoHosts): Promise<unknown>
  /** Sends a large file, so that sending takes long. */
  readonly isBig?: true
  /** The hosts on which nothing can have been written yet. */
  readonly untouched: readonly string[]
}

/** Twelve steps of all cheap kinds. */
const STEPS = `
      - directory: { path: /srv/twelve, mode: "0750" }
      - directory: { path: /srv/twelve/inner }
      - file: { path: /srv/twelve/inner/one.conf, content: "one\\n", mode: "0600" }
      - file: { path: /etc/motd, content: "twelve\\n" }
      - file: { path: /etc/hostname, content: "\${inventory_hostname}\\n", mode: "0640" }
      - sysctl: { name: net.ipv4.ip_forward, value: "1" }
      - sysctl: { name: net.core.somaxconn, value: "777" }
      - link: { path: /srv/twelve/current, target: inner/one.conf }
      - link: { path: /etc/twelve.conf, target: /srv/twelve/inner/one.conf }
      - command: { name: marked, run: echo marked >/root/marked, unless: test -e /root/marked, undo: rm /root/marked }
      - command:
          name: hushed
          run: mv /etc/issue.net /etc/issue.hushed
          unless: test -e /etc/issue.hushed
          undo: mv /etc/issue.hushed /etc/issue.net
      - file: { path: /usr/local/bin/twelve, content: "#!/bin/sh\\nexec sleep infinity\\n", mode: "0755" }
`
/** Four more steps: a unit, its start, a later file, and the restart for that file. */
const SERVICE = `
      - file:
          path: /etc/systemd/system/twelve.service
          content: "[Service]\\nExecStart=/usr/local/bin/twelve\\n[Install]\\nWantedBy=multi-user.target\\n"
      - service: { name: twelve, restart_on: [/srv/twelve/inner/late.conf] }
      - file: { path: /srv/twelve/inner/late.conf, content: "late\\n" }
`
const BIG = `
      - file: { path: /srv/big, source: big }
`
/** A check that takes long enough to kill the controller during it. */
const LOOKED_AT = `import { defineRole, sh, z } from 'evenkeel'
export default defineRole({
  name: 'looked_at',
  summary: 'Takes its time to look.',
  vars: z.strictObject({}),
  resources: () => [],
  checks: ({ host }) => [
    {
      title: 'looked at',
      looks: [{ from: host.name, run: sh\`sleep 5\` }],
      judge: () => ({ holds: true, saw: 'nothing' }),
    },
  ],
})
`

export type Steps = 'twelve' | 'with a service'

/** Steps of each host. */
export const COUNT: Readonly<Record<Steps, number>> = { twelve: 12, 'with a service': 16 }

/**
 * Kills the controller at a boundary. Asserts that every host reverts by its deadline, that the next command reports
 * the run, and that unlock releases a lock that is left.
 */
export async function killAt(t: ExecutionContext<unknown>, hosts: TwoHosts, steps: Steps, boundary: Boundary) {
  const playbook = await playbookOf(hosts, steps, boundary)
  const controller = hosts.start('apply', playbook, '--yes', '--lease', `${LEASE}s`)
  await boundary.reach(controller, hosts)
  const killed = await controller.kill()
  const run = await controller.run()

  const left = await Promise.all(HOSTS.map((host) => hosts.left(host, run)))
  for (const { host, state, guarded, since } of left) {
    t.log(
      `${host}: ${state}${guarded === '' ? '' : `, its guard began ${(since - killed).toFixed(0)} s after the kill`}`,
    )
    if (boundary.untouched.includes(host)) t.is(state, 'nothing', host)
    if (state === 'nothing') continue
    t.deepEqual([state, guarded], ['reverted', 'lease'], host)
    t.true(since - killed <= LEASE + LATE, `${host}: taken back by its deadline`)
  }

  await assertTold(t, hosts, playbook, run, left)
  await hosts.assertAsBefore(t)
}

/** Asserts that the next command reports the run with its operator and state, and refuses hosts that are only locked. */
async function assertTold(
  t: ExecutionContext<unknown>,
  hosts: TwoHosts,
  playbook: string,
  run: string,
  left: readonly Left[],
) {
  const locked = left.filter(({ isLocked }) => isLocked).map(({ host }) => host)
  const reverted = left.filter(({ state }) => state === 'reverted').map(({ host }) => host)
  t.false(
    reverted.some((host) => locked.includes(host)),
    'what was taken back is free',
  )
  const plan = await hosts.evenkeel(t, 0, 'plan', playbook)
  if (reverted.length > 0) {
    t.true(plan.includes(`Run ${run} (apply of "Twelve" by ${OPERATOR}`), plan)
    t.true(plan.includes(`was reverted on ${reverted.join(', ')}: its controller sent no heartbeat`), plan)
  }
  if (locked.length === 0) return
  t.true(plan.includes(`Run ${run} by ${OPERATOR}, since `), plan)
  t.true(plan.includes(`holds the lock of ${locked.join(', ')}, and has changed nothing there`), plan)
  const refused = await hosts.evenkeel(t, 1, 'apply', playbook, '--yes')
  t.true(refused.includes(`it is locked by ${OPERATOR} since `) && refused.includes(`(run ${run})`), refused)
  t.true(refused.includes(`evenkeel unlock ${run}`), refused)
  // A controller that was heard of a moment ago may be at work: unlock refuses.
  await setTimeout(LEASE * 1000)
  await hosts.evenkeel(t, 0, 'unlock', run, '--yes')
}

async function playbookOf(hosts: TwoHosts, steps: Steps, { serial, isBig }: Boundary): Promise<string> {
  await hosts.write('roles/looked_at.mjs', LOOKED_AT)
  if (isBig) await hosts.write('big', randomBytes(48 * 1024 * 1024))
  const tasks = [STEPS, steps === 'twelve' ? '' : SERVICE, isBig ? BIG : ''].map((one) => one.trimEnd()).join('')
  const play = `name: Servers\n    hosts: all\n    serial: ${serial}\n    roles: [looked_at]\n    tasks:${tasks}\n`
  return await hosts.write('twelve.yml', `name: Twelve\nplays:\n  - ${play}`)
}
