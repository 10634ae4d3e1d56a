import type { Balancer } from '../balancing/balancing.ts'
import { type GivenBy, type GivenWeight, recordedGivenBy } from '../balancing/given.ts'
import type { BalancedAssignment, DescribedPlay } from '../description.ts'
import { EvenkeelError } from '../errors/error.ts'
import { hostList } from '../host-names.ts'
import type { HostPool } from '../host-pool.ts'
import { workOnAll } from '../parallel.ts'
import type { Around, AroundPlay, ChangeBeside } from '../plan/work.ts'
import { runChecks } from '../run/rollout/checks.ts'
import type { DescribedChange } from './described-change.ts'
import { reloadChecks, undescribedOn, workOf } from './intend.ts'
import { lookAt, upCheck, weightCheck } from './look.ts'
import { refuseLast } from './refusals.ts'
import { untilEmpty } from './wait.ts'

/**
 * Drains the servers of plays with `drain: true`, or of all plays that have servers.
 *
 * @param seconds how long to wait for connections
 */
export function drainAround(assignment: BalancedAssignment, isForAll: boolean, seconds: number): AroundPlay {
  return (pool, play) => {
    if (play.drains !== true && !isForAll) return undefined
    if (play.drains !== true) {
      const balancers = assignment.balancers(pool.facts, recordedGivenBy(pool.facts, assignment.playbook))
      const servers = balancers.flatMap(({ pools }) => pools.flatMap((one) => one.servers.map(({ host }) => host)))
      if (balancers.length > 0 && !play.hosts.some(({ host }) => servers.includes(host))) return undefined
    }
    return new DrainAround(pool, assignment, play, seconds)
  }
}

/** Drains the servers of each batch of a play before they change, and restores them after their checks. */
export class DrainAround implements Around {
  readonly hosts: readonly string[]
  readonly #pool: HostPool
  readonly #assignment: BalancedAssignment
  readonly #seconds: number
  readonly #recorded: GivenBy
  /** The balancers of each server that is not drained anyway. */
  readonly #balancers: ReadonlyMap<string, readonly string[]>

  /**
   * Throws `usage` if nothing can be drained, or not everywhere.
   *
   * @param seconds how long to wait for connections
   */
  constructor(pool: HostPool, assignment: BalancedAssignment, play: DescribedPlay, seconds: number) {
    this.#pool = pool
    this.#assignment = assignment
    this.#seconds = seconds
    this.#recorded = recordedGivenBy(pool.facts, assignment.playbook)
    const servers = new Set(play.hosts.map(({ host }) => host))
    const all = assignment.balancers(pool.facts, this.#recorded)
    const sends = all.flatMap(({ host, pools }) =>
      pools.flatMap((one) =>
        one.servers.flatMap((server) =>
          server.host !== undefined && servers.has(server.host) ? [[server.host, host]] : [],
        ),
      ),
    )
    const leftOut = assignment.leftOutBalancers(pool.facts, this.#recorded)
    if (sends.length === 0 || leftOut.length > 0) throw cannotDrain(play, leftOut)
    const used = sends.filter(([server = '', balancer = '']) => this.#recorded(balancer).get(server)?.now !== 0)
    this.#balancers = new Map(
      [...Map.groupBy(used, ([server = '']) => server)].map(([server, pairs]) => [
        server,
        [...new Set(pairs.map(([, balancer = '']) => balancer))],
      ]),
    )
    this.hosts = [...new Set([...this.#balancers.values()].flat())]
  }

  async enter(batch: readonly string[], change: ChangeBeside): Promise<() => Promise<void>> {
    const servers = batch.filter((host) => this.#balancers.has(host))
    const balancers = await this.#thatHave(servers)
    if (balancers.length === 0) return async () => undefined
    const { out, back } = this.#describe(servers, balancers)
    refuseLast((await lookAt(this.#pool, out.balancers)).sights, servers)
    await this.#change(out, balancers, change)
    await this.#prove(out, servers, weightCheck)
    const { outcome, left } = await untilEmpty(this.#pool, out.balancers, servers, this.#seconds)
    if (outcome === 'timeout')
      this.#remark(
        servers,
        left.reduce((sum, { connections }) => sum + connections, 0),
      )
    return async () => {
      await this.#change(back, balancers, change)
      await this.#prove(back, servers, upCheck)
    }
  }

  /**
   * The balancers that have the servers now. One that is described otherwise by now, and changes later in the run, must not
   * have them yet. Throws `stale` if it does.
   */
  async #thatHave(servers: readonly string[]): Promise<readonly string[]> {
    const all = [...new Set(servers.flatMap((server) => this.#balancers.get(server) ?? []))]
    if (all.length === 0) return []
    const { out } = this.#describe(servers, all)
    const ready = await workOnAll(all, this.#pool.controller.forks, async (host) => {
      const work = workOf(this.#pool, this.#assignment.playbook, out, host)
      const undescribed = await undescribedOn(this.#pool, out, work)
      if (undescribed.length === 0) return [host]
      const balancers = out.balancers.filter((one) => one.host === host)
      const { sights } = await lookAt(this.#pool, balancers)
      if (!sights.some(({ server, seen }) => seen !== undefined && servers.includes(server.host ?? ''))) return []
      throw new EvenkeelError(
        'stale',
        `Cannot drain ${hostList(servers)}: ${host} is not as described (- as described, + as it is)`,
        {
          host,
          differences: undescribed,
          hint: `Apply ${host} first (--limit ${host}), or put its play before this one.`,
        },
      )
    })
    return ready.flat()
  }

  #describe(servers: readonly string[], hosts: readonly string[]): { out: DescribedChange; back: DescribedChange } {
    const { facts } = this.#pool
    const isChanged = (host: string) => hosts.includes(host)
    const drained: GivenBy = (host) => {
      const before = this.#recorded(host)
      if (!isChanged(host)) return before
      const passing = servers.map((one) => [one, { now: 0, was: before.get(one)?.now, isPassing: true }] as const)
      return new Map([...before, ...passing])
    }
    // The weights that were given before, or the described ones.
    const returning: GivenBy = (host) => {
      const before = this.#recorded(host)
      if (!isChanged(host)) return before
      return new Map<string, GivenWeight>([
        ...before,
        ...servers.map((one) => [one, { now: before.get(one)?.now, was: 0 }] as const),
      ])
    }
    const [before, out, back] = [this.#recorded, drained, returning].map((given) =>
      this.#assignment.describe(facts, given),
    )
    if (before === undefined || out === undefined || back === undefined)
      throw new EvenkeelError('bug', 'nothing described')
    const balancers = (given: GivenBy): readonly Balancer[] =>
      this.#assignment.balancers(facts, given).filter(({ host }) => isChanged(host))
    return {
      out: { before, meanwhile: out, after: out, balancers: balancers(drained) },
      back: { before: out, meanwhile: back, after: back, balancers: balancers(returning) },
    }
  }

  async #change(described: DescribedChange, balancers: readonly string[], change: ChangeBeside): Promise<void> {
    await change(
      balancers
        .map((host) => workOf(this.#pool, this.#assignment.playbook, described, host))
        .filter(({ wants }) => wants.length > 0),
    )
  }

  /** Throws `check` for a balancer that does not do as described. */
  async #prove(
    { meanwhile, balancers }: DescribedChange,
    servers: readonly string[],
    checkFor: typeof weightCheck,
  ): Promise<void> {
    const hosts = balancers.map(({ host }) => host)
    const checks = [
      ...meanwhile.plays.flatMap((play) => reloadChecks(play, hosts)),
      ...balancers.map((balancer) => checkFor(balancer, servers)),
    ]
    const failed = (await runChecks(this.#pool, checks)).filter(({ holds }) => !holds)
    if (failed.length === 0) return
    const saw = failed.map((one) => `${one.title}: ${one.saw}`).join('\n')
    throw new EvenkeelError('check', `The balancers do not take ${hostList(servers)} out and in again:\n${saw}`)
  }

  #remark(servers: readonly string[], connections: number): void {
    const message = `${hostList(servers)} still had ${connections} connections after ${this.#seconds} s: they may break.`
    this.#pool.controller.emit({ type: 'remark', message })
  }
}

function cannotDrain({ name }: DescribedPlay, leftOut: readonly string[]): EvenkeelError {
  return leftOut.length > 0
    ? new EvenkeelError(
        'usage',
        `Cannot drain the hosts of "${name}": --limit leaves out ${hostList(leftOut)}, which balance`,
        {
          hint: 'Name them in --limit, too.',
        },
      )
    : new EvenkeelError('usage', `Cannot drain the hosts of "${name}": no balancer of this command sends to them`, {
        hint: 'Name the balancers in --limit, too, or drain only where hosts are servers of balancers.',
      })
}
