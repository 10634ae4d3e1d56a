import { z } from 'zod'
import { refusingLegacyKeys } from '../../../engine/errors/legacy-keys.ts'
import { absolutePath } from '../../../engine/resources/fields/text.ts'
import { account, configName } from '../../kit/vars/words.ts'
import { trackScriptNames } from '../legacy/keys.ts'
import { commandLine, quotable } from '../words.ts'
import { looksForProcesses, stopsKeepalived } from './doubtful-scripts.ts'

const weight = z
  .int()
  .min(-253)
  .max(253)
  .default(0)
  .describe('0: a failure is a fault, and the VIP leaves; other weights are added to the priority (rule 17)')

/** A process that must run for an instance to be well (rule 18). */
export const trackProcess = z.strictObject({
  name: configName.describe('the name that instances use'),
  process: quotable.describe("the process's exact name, with all its arguments if they matter"),
  quorum: z.int().min(1).max(65535).default(1).describe('how many must run'),
  delay: z
    .number()
    .min(0.1)
    .max(3600)
    .default(2)
    .describe('seconds for which it may be gone, so that a reload causes no failover'),
  weight,
})

export type TrackProcess = z.output<typeof trackProcess>

/** A file with a number by which another program makes an instance give its addresses up. */
export const trackFile = z.strictObject({
  name: configName.describe('the name that instances use'),
  file: absolutePath
    .pipe(quotable)
    .describe(
      'a file with a number; with weight 0, any number but 0 is a fault. Its folder is there before keepalived starts',
    ),
  weight: weight.describe('0: any number but 0 is a fault; other weights are multiplied by the number (rule 17)'),
})

export type TrackFile = z.output<typeof trackFile>

/** A line that is no path gets its error here; a lint reports the same for paths. */
const script = commandLine
  .refine(
    (line) => line.startsWith('/') || !looksForProcesses(line),
    'it looks for a process: write balancer: haproxy or nginx, or track_processes for another process (rule 18)',
  )
  .refine(
    (line) => line.startsWith('/') || !stopsKeepalived(line),
    'it stops keepalived, and nothing starts it again: track with weight 0, which is a fault (rule 18)',
  )

const described = z.strictObject({
  name: configName.describe('the name that instances use'),
  script: script.describe('the program and its arguments; only root may be able to write it (rule 19)'),
  interval: z.int().min(1).max(86400).default(2).describe('seconds between calls'),
  timeout: z.int().min(1).max(86400).default(2).describe('seconds after which a call has failed'),
  rise: z.int().min(1).max(1000).default(2).describe('successful calls until it is well again'),
  fall: z.int().min(1).max(1000).default(2).describe('failed calls until it is not well'),
  weight,
  user: account.optional().describe("the user that runs it; default: global's script_user"),
})

/** A program that must exit with 0 for an instance to be well. */
export const trackScript = refusingLegacyKeys(described, trackScriptNames)

export type TrackScript = z.output<typeof trackScript>
