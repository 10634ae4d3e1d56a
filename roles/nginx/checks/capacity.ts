import { type Check, checkOf, type LookResult, type Verdict } from '../../../engine/check.ts'
import { sh } from '../../../engine/shell.ts'
import type { HostView } from '../../contract.ts'

/** All workers together must have two connections for each proxied client (rule 39). */
export function capacityCheck(host: HostView, clients: number): Check {
  return checkOf({
    title: `nginx of ${host.name} has connections for ${clients} clients`,
    advice: 'Raise worker_connections or worker_processes in nginx.conf of the host, or lower clients.',
    looks: {
      limits: {
        from: host.name,
        run: sh`nginx -T 2>/dev/null | sed -n 's/^[[:space:]]*\\(worker_processes\\|worker_connections\\)[[:space:]][[:space:]]*\\([a-z0-9]*\\);.*/\\1 \\2/p'
echo "processors $(nproc)"`,
      },
    },
    judge: ({ limits }) => judgeCapacity(clients, limits),
  })
}

export function judgeCapacity(clients: number, { status, output }: LookResult): Verdict {
  const value = (word: string) => new RegExp(`^${word} (\\w+)$`, 'm').exec(output)?.[1]
  const processors = value('processors')
  if (status !== 0 || processors === undefined)
    return { holds: false, saw: output.trim() || 'nginx -T could not be run' }
  // The fallbacks are nginx's own defaults.
  const workers = value('worker_processes') ?? '1'
  const connections = Number(value('worker_connections') ?? 512)
  const count = Number(workers === 'auto' ? processors : workers)
  const saw = `${count} workers with ${connections} connections each, ${2 * clients} are needed`
  return { holds: count * connections >= 2 * clients, saw }
}
