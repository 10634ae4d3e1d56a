import type { Facts } from '../../engine/facts.ts'
import { file } from '../../engine/resources/file.ts'
import type { Resource } from '../../engine/resources/resource.ts'
import { type TrackProcess, type TrackScript, trackScript } from './vars/track.ts'
import type { KeepalivedVars } from './vars/vars.ts'

const PATH = '/etc/keepalived/count-processes'

const SCRIPT = `#!/bin/sh
# evenkeel: ends with 0 where so many processes of a name run. count-processes QUORUM NAME [ARGUMENT...]
quorum=$1
shift
name=$(printf %.15s "\${1##*/}")
count=0
for comm in $(grep -lsx -e "$name" /proc/[0-9]*/comm); do
  if [ $# = 1 ] || [ "$(tr '\\0' ' ' <"\${comm%comm}cmdline" 2>/dev/null)" = "$* " ]; then
    count=$((count + 1))
  fi
done
[ "$count" -ge "$quorum" ]
`

/**
 * Without process events keepalived notices neither the beginning nor the end of a process, so that a script counts
 * processes instead. This is an exception to rule 18, for containers and for kernels of one's own.
 */
export function withCountedProcesses(
  vars: KeepalivedVars,
  { processEvents }: Pick<Facts, 'processEvents'>,
): KeepalivedVars {
  if (processEvents || vars.track_processes.length === 0) return vars
  return {
    ...vars,
    track_processes: [],
    track_scripts: [...vars.track_scripts, ...vars.track_processes.map(counting)],
    instances: vars.instances.map((one) => ({
      ...one,
      track_process: [],
      track_script: [...one.track_script, ...one.track_process.map(nameOf)],
    })),
  }
}

/** The script, if a track script calls it. */
export function countingScript(vars: KeepalivedVars, readableAfter: string): readonly Resource[] {
  if (!vars.track_scripts.some(({ script }) => script.startsWith(`${PATH} `))) return []
  return [file({ path: PATH, content: SCRIPT, mode: '0755' }, { readableAfter })]
}

/** Seconds. It is long, so that a host does not lose its addresses because it is too busy to count. */
const TIMEOUT = 30

/** The script runs once a second, as root: other users may not see all processes. */
function counting({ name, process, quorum, delay, weight }: TrackProcess): TrackScript {
  const script = [PATH, quorum, ...process.trim().split(/\s+/)].join(' ')
  const fall = Math.max(1, Math.ceil(delay))
  const settings = { interval: 1, timeout: TIMEOUT, fall, rise: 1, weight, user: 'root' }
  return trackScript.parse({ name: nameOf(name), script, ...settings })
}

function nameOf(track: string): string {
  return `count_${track}`.slice(0, 64)
}
