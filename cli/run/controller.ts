import { hostname, userInfo } from 'node:os'
import type { Controller } from '../../engine/controller.ts'
import { EvenkeelError } from '../../engine/errors/error.ts'
import type { Emit } from '../../engine/events.ts'
import { connector } from '../../engine/host/connect.ts'
import type { Io } from '../io.ts'
import type { Flags } from '../parse/flags.ts'
import type { Progress } from '../view/progress/progress.ts'
import { askSecret, isInteractive } from '../view/questions.ts'
import { withInventory } from '../view/with-inventory.ts'

const FORKS = 50

/** Makes the engine's controller from the flags and the environment. */
export function controllerFor(flags: Flags, io: Io, progress: Progress): Controller {
  const emit: Emit = (event) => progress.emit(event.type === 'remark' ? withInventoryIn(event, flags.inventory) : event)
  return {
    connect: connector({
      sshConfig: flags.sshConfig ?? (io.env.EVENKEEL_SSH_CONFIG || undefined),
      acceptNewHostKeys: flags.acceptNewHostKeys,
      askPassword: flags.askPassword,
      ask: isInteractive(io)
        ? ({ kind, prompt, subject }) => progress.pause(() => askSecret(io, prompt, `${kind} of ${subject}`))
        : undefined,
      remark: (message) => emit({ type: 'remark', message }),
    }),
    forks: forksOf(flags.forks),
    emit,
    stop: io.interrupted,
    showsPrivateFiles: flags.diffPrivateFiles,
    operator: `${userInfo().username}@${hostname()}`,
  }
}

/** Adds the inventory to the commands that a remark names. */
function withInventoryIn<Remark extends { readonly message: string }>(
  remark: Remark,
  inventory: string | undefined,
): Remark {
  return { ...remark, message: withInventory(remark.message, inventory) }
}

/** How many hosts are worked on at the same time. Throws `usage`. */
export function forksOf(written: string | undefined): number {
  if (written === undefined) return FORKS
  if (/^[1-9]\d{0,4}$/.test(written)) return Number(written)
  throw new EvenkeelError(
    'usage',
    `Cannot work on ${JSON.stringify(written)} hosts at the same time: --forks needs a whole number from 1 to 99999.`,
  )
}
