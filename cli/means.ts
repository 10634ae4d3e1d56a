import { hostname, userInfo } from 'node:os'
import { EvenkeelError } from '../engine/errors/error.ts'
import { connector } from '../engine/host/connect.ts'
import type { Means } from '../engine/means.ts'
import type { Flags } from './flags.ts'
import type { Io } from './io.ts'
import type { Progress } from './view/progress.ts'
import { askSecret, isInteractive } from './view/questions.ts'

const FORKS = 50

/** What the engine works with, as the flags and the environment say it. */
export function meansFor(flags: Flags, io: Io, progress: Progress): Means {
  return {
    connect: connector({
      sshConfig: flags.sshConfig ?? (io.env.EVENKEEL_SSH_CONFIG || undefined),
      acceptNewHostKeys: flags.acceptNewHostKeys,
      askPassword: flags.askPassword,
      ask: isInteractive(io)
        ? ({ kind, prompt, subject }) => progress.pause(() => askSecret(io, prompt, `${kind} of ${subject}`))
        : undefined,
      remark: (message) => progress.emit({ type: 'remark', message }),
    }),
    forks: forksOf(flags.forks),
    emit: progress.emit,
    stop: io.interrupted,
    operator: `${userInfo().username}@${hostname()}`,
  }
}

function forksOf(written: string | undefined): number {
  if (written === undefined) return FORKS
  if (/^[1-9]\d{0,4}$/.test(written)) return Number(written)
  throw new EvenkeelError(
    'usage',
    `Cannot work on ${JSON.stringify(written)} hosts at the same time: --forks needs a whole number from 1.`,
  )
}
