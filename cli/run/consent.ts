import type { Deletion } from '../../engine/databases/rejoin/report.ts'
import { bytesText } from '../../engine/databases/rejoin/sizes.ts'
import { EvenkeelError } from '../../engine/errors/error.ts'
import type { RunCommand } from '../../engine/journal/header.ts'
import { needsRun, type Plan, plannedHosts } from '../../engine/plan/plan.ts'
import type { Unlocking } from '../../engine/run/unlock.ts'
import type { Io, Output } from '../io.ts'
import type { Flags } from '../parse/flags.ts'
import { printJson } from '../view/json.ts'
import { onMachines } from '../view/machines.ts'
import { paintFor } from '../view/paint.ts'
import { irreversibleChanges, planText } from '../view/plan.ts'
import { confirm, isInteractive } from '../view/questions.ts'
import { deletionText } from '../view/rejoin.ts'
import { unlockPlanText } from '../view/unlock-report.ts'

/** Throws `usage` if the command would have to ask and there is no terminal: before any host is contacted. */
export function refuseWithoutConsent(command: RunCommand | 'unlock' | 'switchover', flags: Flags, io: Io): void {
  if (flags.yes || isInteractive(io)) return
  throw new EvenkeelError('usage', `Cannot ask whether to ${command}: this is not a terminal.`, {
    hint: 'Give --yes to go on without being asked.',
  })
}

/** Shows the plan and asks what the flags have not answered. Throws `declined` or `irreversible`. */
export async function consentTo(plan: Plan, command: RunCommand, flags: Flags, io: Io): Promise<void> {
  show(plan, flags, io)
  const irreversible = irreversibleChanges(plan)
  if (irreversible.length > 0 && !flags.acceptIrreversible) await acceptIrreversible(irreversible, flags, io)
  const where = onMachines(plannedHosts(plan).filter(needsRun))
  await ask(`${QUESTIONS[command]}${where}?`, flags, io)
}

/** Shows what unlock does on each host, and asks. Throws `declined`. */
export async function consentToUnlock(
  run: string,
  unlockings: readonly Unlocking[],
  flags: Flags,
  io: Io,
): Promise<void> {
  if (flags.json) printJson(io.stdout, { type: 'unlocking', run, hosts: unlockings })
  const people = outputForPeople(flags, io)
  people.write(`${unlockPlanText(run, unlockings, paintFor(people, io.env))}\n`)
  await ask('Release these hosts?', flags, io)
}

/** Shows what a rejoin deletes, and asks. Throws `declined` or `irreversible`. */
export async function consentToDelete(deletion: Deletion, flags: Flags, io: Io): Promise<void> {
  if (flags.json) printJson(io.stdout, { type: 'deletion', ...deletion })
  const people = outputForPeople(flags, io)
  people.write(`${deletionText(deletion, paintFor(people, io.env))}\n`)
  if (flags.acceptIrreversible) return
  const { host, data, writer } = deletion
  const what = `the data of ${host}, ${bytesText(data)}, and copy that of ${writer}`
  if (flags.yes || !isInteractive(io))
    throw new EvenkeelError('irreversible', `This would delete ${what}. Nothing was deleted.`, {
      hint: 'Give --accept-irreversible to consent.',
    })
  await ask(`Delete ${what}?`, flags, io)
}

/** Asks one question, unless `--yes` has answered it. Throws `declined`. */
export async function ask(question: string, flags: Flags, io: Io): Promise<void> {
  if (flags.yes || (await confirm(io, question))) return
  throw new EvenkeelError('declined', 'Declined. Nothing was changed.')
}

const QUESTIONS: Readonly<Record<RunCommand, string>> = {
  apply: 'Make these changes',
  rollback: 'Roll these changes back',
  remove: 'Take all of this back',
  drain: 'Take the server out',
  restore: 'Give the server its described weight',
  weight: 'Give the server this weight',
}

function show(plan: Plan, flags: Flags, io: Io): void {
  if (flags.json) printJson(io.stdout, { type: 'plan', plan })
  const people = outputForPeople(flags, io)
  people.write(`${planText(plan, paintFor(people, io.env))}\n`)
}

/** A question must stand below the plan on the terminal, also if standard output goes to a file. */
function outputForPeople(flags: Flags, io: Io): Output {
  const hidden = !flags.yes && io.stdout.isTTY !== true
  return flags.json || hidden ? io.stderr : io.stdout
}

async function acceptIrreversible(
  irreversible: ReturnType<typeof irreversibleChanges>,
  flags: Flags,
  io: Io,
): Promise<void> {
  const count = irreversible.length === 1 ? 'One change' : `${irreversible.length} changes`
  if (!flags.yes && (await confirm(io, `${count} cannot be undone. Go on?`))) return
  const listed = irreversible.map(({ host, id, why }) => `${host}, ${id}: ${why}`)
  throw new EvenkeelError(
    'irreversible',
    [`${count} cannot be undone, and nothing was changed:`, ...listed].join('\n'),
    {
      hint: 'Give --accept-irreversible to consent.',
    },
  )
}
