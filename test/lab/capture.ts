import { quote } from '../../engine/shell.ts'
import type { Cluster } from './cluster.ts'

/** The output of tcpdump on a host during `meanwhile`; `filter` is a tcpdump expression. */
export async function captured(
  cluster: Cluster,
  host: string,
  filter: string,
  meanwhile: () => Promise<unknown>,
): Promise<string> {
  await cluster.on(
    host,
    `rm -f /run/capture; setsid tcpdump -nlA -i any ${quote(filter)} >/run/capture 2>&1 </dev/null &
     echo $! >/run/capture.pid; timeout 20 sh -c 'until grep -q "^listening" /run/capture; do sleep 0.2; done'`,
  )
  try {
    await meanwhile()
  } finally {
    await cluster.on(host, 'sleep 1; kill -TERM $(cat /run/capture.pid); sleep 1')
  }
  return cluster.on(host, 'cat /run/capture; rm /run/capture /run/capture.pid')
}
