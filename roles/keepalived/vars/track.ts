import { z } from 'zod'
import { refusingLegacyKeys } from '../../../engine/errors/legacy-keys.ts'
import { account, configName } from '../../kit/vars/words.ts'
import { trackScriptNames } from '../legacy/keys.ts'
import { commandLine, quotable } from '../words.ts'
import { looksForProcesses, stopsKeepalived } from './doubtful-scripts.ts'

const weight = z
  .int()
  .min(-253)
  .max(253)
  .default(0)
  .describe('0: a failure is a fault and the VIP leaves; otherwise it is added to the priority (rule 17)')

/** A process that must run for an instance to be well (rule 18). */
export const trackProcess = z.strictObject({
  name: configName.describe('what instances call it'),
  process: quotable.describe("the process's exact name, with all its arguments where they matter"),
  quorum: z.int().min(1).max(65535).default(1).describe('how many must run'),
  delay: z
    .number()
    .min(0.1)
    .max(3600)
    .default(2)
    .describe('seconds it may be away, so that a reload does not fail over'),
  weight,
})

export type TrackProcess = z.output<typeof trackProcess>

/** Of a line that is no path, what to write instead; of paths a lint tells it. */
const script = commandLine
  .refine(
    (line) => line.startsWith('/') || !looksForProcesses(line),
    'it looks for a process: write balancer: haproxy or nginx, for another process track_processes (rule 18)',
  )
  .refine(
    (line) => line.startsWith('/') || !stopsKeepalived(line),
    'it stops keepalived, and nothing starts it again: track with weight 0, which is a fault (rule 18)',
  )

const described = z.strictObject({
  name: configName.describe('what instances call it'),
  script: script.describe('the program and its arguments; no other than root may be able to write it (rule 19)'),
  interval: z.int().min(1).max(86400).default(2).describe('seconds between calls'),
  timeout: z.int().min(1).max(86400).default(2).describe('seconds until a call has failed'),
  rise: z.int().min(1).max(1000).default(2).describe('good calls until it is well again'),
  fall: z.int().min(1).max(1000).default(2).describe('bad calls until it is not'),
  weight,
  user: account.optional().describe("who runs it; default: global's script_user"),
})

/** A program that must end with 0 for an instance to be well. */
export const trackScript = refusingLegacyKeys(described, trackScriptNames)

export type TrackScript = z.output<typeof trackScript>
