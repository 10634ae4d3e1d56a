import { type Check, checkOf, type Verdict } from '../../../../engine/check.ts'
import { parseIpvsTable } from '../../../../engine/resources/ipvs/table.ts'
import { sh } from '../../../../engine/shell.ts'
import { tableDifferences } from '../differences.ts'
import type { DescribedService } from '../table.ts'

/** A director's IPVS table is as described. Checkers need some time to add servers, so that the check is repeated. */
export function tableCheck(director: string, described: readonly DescribedService[]): Check {
  return checkOf({
    title: `IPVS table of ${director} is as described`,
    advice: `Compare with ipvsadm -Ln on ${director}: a server whose health check fails is missing there, or has weight 0.`,
    expects: described,
    looks: { saved: { from: director, run: sh`ipvsadm -S -n` } },
    within: 15,
    judge: ({ saved }) => {
      if (saved.status !== 0) return { holds: false, saw: `ipvsadm: ${saved.output.trim() || 'no answer'}` }
      return judgeTable(described, saved.output)
    },
  })
}

/** Compares the described services with the output of `ipvsadm -S -n`. */
export function judgeTable(described: readonly DescribedService[], saved: string): Verdict {
  const seen = parseIpvsTable(saved)
  const differences = tableDifferences(described, seen)
  if (differences.length > 0) return { holds: false, saw: differences.join('; ') }
  const summary = [...seen].map(([name, one]) => `${name} ${one.scheduler} to ${serversIn(one.servers.length)}`)
  return { holds: true, saw: summary.join('; ') || 'an empty table' }
}

function serversIn(count: number): string {
  return count === 1 ? '1 server' : `${count} servers`
}
