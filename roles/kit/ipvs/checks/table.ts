import { type Check, checkOf, type Verdict } from '../../../../engine/check.ts'
import { parseIpvsTable } from '../../../../engine/resources/ipvs/table.ts'
import { sh } from '../../../../engine/shell.ts'
import { downFaults, type OwnServices, tableDifferences } from '../differences.ts'
import type { DescribedService } from '../table.ts'

/** A director's IPVS table is as described, but for servers that a checker has taken out. */
export function tableCheck(director: string, described: readonly DescribedService[], own: OwnServices = []): Check {
  return checkOf({
    title: `IPVS table of ${director} is as described`,
    advice: `Compare with ipvsadm -Ln on ${director}: something else has changed it, or keepalived did not take its file.`,
    expects: described,
    looks: { saved: { from: director, run: sh`ipvsadm -S -n` } },
    within: 15,
    judge: ({ saved }) => {
      if (saved.status !== 0) return { holds: false, saw: `ipvsadm: ${saved.output.trim() || 'no answer'}` }
      return judgeTable(described, saved.output, own)
    },
  })
}

/**
 * As many real servers are up as are described. It expects nothing, so that a server that was down before a run is excused
 * whatever else changes. Checkers need some time to add servers, so that the check is repeated.
 */
export function upCheck(director: string, described: readonly DescribedService[]): Check {
  return checkOf({
    title: `the real servers of ${director} are up`,
    advice: `Start the service on the servers that are down, or take them out with weight 0 (ipvsadm -Ln on ${director}); write up: any where some may be down.`,
    looks: { saved: { from: director, run: sh`ipvsadm -S -n` } },
    within: 15,
    judge: ({ saved }) => {
      if (saved.status !== 0) return { holds: false, saw: `ipvsadm: ${saved.output.trim() || 'no answer'}` }
      return judgeUp(described, saved.output)
    },
  })
}

export function judgeUp(described: readonly DescribedService[], saved: string): Verdict {
  const seen = parseIpvsTable(saved)
  const faults = downFaults(described, seen)
  if (faults.length > 0)
    return { holds: false, saw: faults.map(({ saw }) => saw).join('; '), faults: faults.map(({ fault }) => fault) }
  const counts = described.map(({ name, servers }) => {
    const own = seen
      .get(name)
      ?.servers.filter(({ weight, endpoint }) => weight > 0 && servers.some((one) => one.endpoint === endpoint))
    return `${name}: ${own?.length ?? 0} up`
  })
  return { holds: true, saw: counts.join('; ') || 'no services' }
}

/** Compares the described services with the output of `ipvsadm -S -n`. */
export function judgeTable(described: readonly DescribedService[], saved: string, own: OwnServices = []): Verdict {
  const seen = parseIpvsTable(saved)
  const differences = tableDifferences(described, seen, own)
  if (differences.length > 0) return { holds: false, saw: differences.join('; ') }
  const summary = [...seen].map(([name, one]) => `${name} ${one.scheduler} to ${serversIn(one.servers.length)}`)
  return { holds: true, saw: summary.join('; ') || 'an empty table' }
}

function serversIn(count: number): string {
  return count === 1 ? '1 server' : `${count} servers`
}
