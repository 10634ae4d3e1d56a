import { type Check, checkOf, type LookResult, type Verdict } from '../../../engine/check.ts'
import { shFile } from '../../../engine/shell.ts'
import type { HostView } from '../../contract.ts'

/**
 * nginx must run the configuration in its files. If it cannot bind a new address it keeps the old configuration, and yet
 * `nginx -t` and the reload succeed: only its log shows it, by an error of the master after its workers started. A file
 * that is newer than the workers proves nothing, since a run that was reverted before its reload leaves such files. But
 * the reload may still come, so the check waits for it.
 */
export function reloadCheck(host: HostView): Check {
  return checkOf({
    title: `nginx of ${host.name} runs its newest configuration`,
    advice: `Look on ${host.name} why the reload failed: /var/log/nginx/error.log; often something else has an address.`,
    neverExcused: true,
    looks: {
      complaints: {
        from: host.name,
        run: shFile(new URL('./reload.sh', import.meta.url)),
      },
    },
    within: 10,
    judge: ({ complaints }) => judgeReload(complaints),
  })
}

/** `output` is what the master logged as [emerg] since its workers started. */
export function judgeReload({ status, output }: LookResult): Verdict {
  const lines = output.trim().split('\n')
  if (status !== 0) return { holds: false, saw: lines.at(-1) || 'could not be asked' }
  const complaints = lines.flatMap((line) => /\[emerg\] [\d#]+: (.*)$/.exec(line)?.[1] ?? [])
  if (complaints.length === 0) return { holds: true, saw: 'its last reload did not fail' }
  const why = complaints.findLast((one) => !one.includes('still could not')) ?? complaints.at(-1)
  return { holds: false, saw: `it still runs its previous configuration: ${why}` }
}
