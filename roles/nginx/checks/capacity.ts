import type { Check, LookResult, Verdict } from '../../../engine/check.ts'
import { sh } from '../../../engine/shell.ts'
import type { HostView } from '../../contract.ts'

/** nginx.conf, which is not ours, gives all workers together two connections a proxied client (rule 39). */
export function capacityCheck(host: HostView, clients: number): Check {
  return {
    title: `nginx of ${host.name} has connections for ${clients} clients`,
    looks: [
      {
        from: host.name,
        run: sh`nginx -T 2>/dev/null | sed -n 's/^[[:space:]]*\\(worker_processes\\|worker_connections\\)[[:space:]][[:space:]]*\\([a-z0-9]*\\);.*/\\1 \\2/p'
echo "processors $(nproc)"`,
      },
    ],
    judge: ([result]) => judgeCapacity(clients, result),
  }
}

export function judgeCapacity(clients: number, result: LookResult | undefined): Verdict {
  const output = result?.output ?? ''
  const value = (word: string) => new RegExp(`^${word} (\\w+)$`, 'm').exec(output)?.[1]
  const processors = value('processors')
  if (result?.status !== 0 || processors === undefined)
    return { holds: false, saw: output.trim() || 'nginx -T could not be run' }
  // What nginx takes where nginx.conf says nothing.
  const workers = value('worker_processes') ?? '1'
  const connections = Number(value('worker_connections') ?? 512)
  const count = Number(workers === 'auto' ? processors : workers)
  const saw = `${count} workers with ${connections} connections each, ${2 * clients} are needed`
  return { holds: count * connections >= 2 * clients, saw }
}
