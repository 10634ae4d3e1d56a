import type { ClusterStatus } from '../../../engine/status/cluster-status.ts'
import { clean } from '../clean.ts'

type Labels = Readonly<Record<string, string>>
type Sample = readonly [labels: Labels, value: number]

/** A metric of Prometheus; all of ours are gauges. */
interface Metric {
  readonly name: string
  readonly help: string
  readonly samples: readonly Sample[]
}

/** A status in the text format of Prometheus, for the textfile collector of its node exporter. */
export function metricsText(status: ClusterStatus): string {
  return metricsOf(clean(status))
    .filter(({ samples }) => samples.length > 0)
    .flatMap(({ name, help, samples }) => [
      `# HELP evenkeel_${name} ${help}`,
      `# TYPE evenkeel_${name} gauge`,
      ...samples.map(([labels, value]) => `evenkeel_${name}{${labelsText(labels)}} ${value}`),
    ])
    .map((line) => `${line}\n`)
    .join('')
}

function metricsOf(status: ClusterStatus): readonly Metric[] {
  const { playbook, at, healthy, problems, notes, vips, fronts, pools, databases, daemons, hosts } = status
  const metric = (name: string, help: string, samples: readonly Sample[]): Metric => ({
    name,
    help,
    samples: samples.map(([labels, value]) => [{ playbook, ...labels }, value]),
  })
  const servers = pools.flatMap(({ balancer, program, name, servers }) =>
    servers.map((server) => ({ labels: { balancer, program, pool: name, server: server.name }, server })),
  )
  const known = (value: number | undefined, labels: Labels): Sample[] => (value === undefined ? [] : [[labels, value]])
  return [
    metric('healthy', 'Nothing of the cluster is other than it must be.', [[{}, Number(healthy)]]),
    metric('problems', 'Number of problems.', [[{}, problems.length]]),
    metric('notes', 'Number of unusual things that somebody wished, such as drained servers.', [[{}, notes.length]]),
    metric('status_time_seconds', 'When the cluster was read, in Unix time.', [[{}, Date.parse(at) / 1000]]),
    metric(
      'host_reached',
      'The host could be read.',
      hosts.map(({ host, reached }) => [{ host }, Number(reached)]),
    ),
    metric(
      'host_drift_resources',
      'Number of resources of the host that do not read as described.',
      hosts.flatMap(({ host, drift }) => known(drift?.length, { host })),
    ),
    metric(
      'vip_holder',
      'The host carries the virtual address.',
      vips.flatMap(({ address, holders, standby }) => [
        ...holders.map(({ host }): Sample => [{ address, host }, 1]),
        ...standby.map((host): Sample => [{ address, host }, 0]),
      ]),
    ),
    metric(
      'daemon_runs',
      'The program runs on the host.',
      daemons.map(({ host, program, state }) => [{ host, program }, Number(state === 'runs')]),
    ),
    metric(
      'frontend_open',
      'Clients can connect.',
      fronts.map(({ balancer, program, name, open }) => [{ balancer, program, frontend: name }, Number(open)]),
    ),
    metric(
      'frontend_connections',
      'Connections of clients now.',
      fronts.flatMap(({ balancer, program, name, connections }) =>
        known(connections, { balancer, program, frontend: name }),
      ),
    ),
    metric(
      'server_up',
      'The balancer takes the server for alive, and sends it clients.',
      servers.map(({ labels, server }) => [labels, Number(server.state === 'up')]),
    ),
    metric(
      'server_weight',
      'Weight of the server now.',
      servers.flatMap(({ labels, server }) => known(server.weight, labels)),
    ),
    metric(
      'server_connections',
      'Connections to the server now.',
      servers.flatMap(({ labels, server }) => known(server.connections, labels)),
    ),
    metric(
      'database_open',
      'The database server takes writes.',
      databases.flatMap(({ host, engine, mode }) =>
        known(mode === 'unknown' ? undefined : Number(mode === 'open'), { host, engine }),
      ),
    ),
    metric(
      'database_lag_seconds',
      'Seconds behind its source.',
      databases.flatMap(({ host, engine, lag }) => known(lag, { host, engine })),
    ),
  ]
}

function labelsText(labels: Labels): string {
  return Object.entries(labels)
    .map(
      ([name, value]) => `${name}="${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`,
    )
    .join(',')
}
