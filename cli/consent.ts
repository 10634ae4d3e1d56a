import { EvenkeelError } from '../engine/errors/error.ts'
import type { Plan } from '../engine/plan/plan.ts'
import type { Unlocking } from '../engine/run/unlock.ts'
import type { Flags } from './flags.ts'
import type { Io, Output } from './io.ts'
import { printJson } from './view/json.ts'
import { paintFor } from './view/paint.ts'
import { irreversibleChanges, planText } from './view/plan.ts'
import { confirm, isInteractive } from './view/questions.ts'
import { unlockingText } from './view/unlocking.ts'

type Command = 'apply' | 'rollback' | 'remove'

/** Without a terminal nobody can say yes: refused before any host is asked for anything. */
export function refuseWithoutConsent(command: Command | 'unlock', flags: Flags, io: Io): void {
  if (flags.yes || isInteractive(io)) return
  throw new EvenkeelError('usage', `Cannot ask whether to ${command}: this is not a terminal.`, {
    hint: 'Say --yes to go on without being asked.',
  })
}

/** Shows the plan and asks, as far as the flags have not answered. Throws `declined` or `irreversible`. */
export async function consentTo(plan: Plan, command: Command, flags: Flags, io: Io): Promise<void> {
  show(plan, flags, io)
  const lasting = irreversibleChanges(plan)
  if (lasting.length > 0 && !flags.acceptIrreversible) await acceptLasting(lasting, flags, io)
  await ask(QUESTIONS[command], flags, io)
}

/** The same for freeing the hosts of a run. */
export async function consentToUnlock(
  run: string,
  unlockings: readonly Unlocking[],
  flags: Flags,
  io: Io,
): Promise<void> {
  if (flags.json) printJson(io.stdout, { type: 'unlocking', run, hosts: unlockings })
  const people = seenByPeople(flags, io)
  people.write(`${unlockingText(run, unlockings, paintFor(people, io.env))}\n`)
  await ask('Free these hosts?', flags, io)
}

async function ask(question: string, flags: Flags, io: Io): Promise<void> {
  if (flags.yes || (await confirm(io, question))) return
  throw new EvenkeelError('declined', 'Declined. Nothing was changed.')
}

const QUESTIONS: Readonly<Record<Command, string>> = {
  apply: 'Make these changes?',
  rollback: 'Go back to how it was?',
  remove: 'Take all of this back?',
}

function show(plan: Plan, flags: Flags, io: Io): void {
  if (flags.json) printJson(io.stdout, { type: 'plan', plan })
  const people = seenByPeople(flags, io)
  people.write(`${planText(plan, paintFor(people, io.env))}\n`)
}

/** Who is asked must see the plan, also where standard output goes to a file. */
function seenByPeople(flags: Flags, io: Io): Output {
  const hidden = !flags.yes && io.stdout.isTTY !== true
  return flags.json || hidden ? io.stderr : io.stdout
}

async function acceptLasting(lasting: ReturnType<typeof irreversibleChanges>, flags: Flags, io: Io): Promise<void> {
  const count = lasting.length === 1 ? 'One change' : `${lasting.length} changes`
  if (!flags.yes && (await confirm(io, `${count} cannot be undone. Go on all the same?`))) return
  const named = lasting.map(({ host, id, why }) => `${host}, ${id}: ${why}`)
  throw new EvenkeelError(
    'irreversible',
    [`${count} cannot be undone, and nothing was changed:`, ...named].join('\n'),
    {
      hint: 'Say --accept-irreversible where that is what you want.',
    },
  )
}
