import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import type { Controller } from '../../../engine/controller.ts'
import type { Assignment } from '../../../engine/description.ts'
import type { EvenkeelError } from '../../../engine/errors/error.ts'
import type { RunEvent } from '../../../engine/events.ts'
import { makePlan } from '../../../engine/plan/make.ts'
import { apply, remove } from '../../../engine/run/apply.ts'
import { history } from '../../../engine/run/history.ts'
import { verify } from '../../../engine/run/verify.ts'
import type { LocalHost } from '../../support/local-host.ts'
import { assign, consent, controllerOf, ours, withHosts } from '../../support/scene.ts'

const run = '20261121-103102-k3f9'

/** Writes the lock of a controller that died right after it locked a host. */
async function leaveLock(host: LocalHost): Promise<void> {
  await mkdir(join(host.home, 'lock'), { recursive: true })
  const owner = { run, operator: 'anna@desk', since: '2026-11-21T10:31:02Z' }
  await writeFile(join(host.home, 'lock', 'owner'), `${JSON.stringify(owner)}\n`)
}

/** Runs a command; returns the hint if it is refused for the lock. */
type Command = (assignment: Assignment, controller: Controller) => Promise<string | undefined>

const refused = (work: Promise<unknown>) =>
  work.then(
    () => 'not refused',
    (error: EvenkeelError) => (error.code === 'locked' ? error.hint : error.message),
  )

const COMMANDS: Readonly<Record<string, readonly [Command, RegExp | undefined]>> = {
  makePlan: [async (assignment, controller) => void (await makePlan(assignment, controller)), undefined],
  verify: [async (assignment, controller) => void (await verify(assignment, controller)), undefined],
  history: [async ({ targets }, controller) => void (await history(targets, controller)), undefined],
  remove: [async (assignment, controller) => void (await remove(assignment, controller, { consent })), undefined],
  apply: [
    (assignment, controller) => refused(apply(assignment, controller, { consent })),
    /evenkeel unlock 20261121-103102-k3f9/,
  ],
}

for (const [name, [command, hint]] of Object.entries(COMMANDS)) {
  test(`${name}() remarks once on a run that holds hosts`, async (t) => {
    await withHosts(['web1', 'web2'], async (...hosts) => {
      for (const host of hosts) await leaveLock(host)
      const events: RunEvent[] = []
      const described = assign(hosts, (host) => [ours(host.path('a.conf'), 'one\n')])
      const assignment = { ...described, clients: described.targets }
      const printedHint = await command(assignment, controllerOf(hosts, events))
      const remarks = events.flatMap((event) => (event.type === 'remark' ? [event.message] : []))
      t.is(remarks.length, 1, remarks.join('\n'))
      t.regex(remarks[0] ?? '', /Run 20261121-103102-k3f9 .*web1, web2.*evenkeel unlock/)
      if (hint === undefined) t.is(printedHint, undefined)
      else t.regex(printedHint ?? '', hint)
    })
  })
}
