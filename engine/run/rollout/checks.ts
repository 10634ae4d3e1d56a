import { execFile } from 'node:child_process'
import type { Check, Look, LookResult, Verdict } from '../../check.ts'
import { Slots } from '../../host/slots.ts'
import type { HostPool } from '../../host-pool.ts'
import type { CheckReport } from '../report.ts'

/** Milliseconds between looks at a check that does not hold yet. */
const PAUSE = 500
/** Milliseconds that one look may take. */
const LOOK_DEADLINE = 60_000

/** Looks at all checks together, then at those that count traffic, one by one. Tells the results in the checks' order. */
export async function runChecks(pool: HostPool, checks: readonly Check[]): Promise<CheckReport[]> {
  const { emit, forks } = pool.controller
  const slots = new Slots(forks)
  const together = checks.filter((check) => check.alone !== true)
  const looking = new Map(together.map((check) => [check, slots.use(() => runCheck(pool, check))]))
  const quiet = Promise.allSettled(looking.values())
  const reports: CheckReport[] = []
  for (const check of checks) {
    emit({ type: 'check-started', title: check.title })
    if (check.alone) await quiet
    const report = await (looking.get(check) ?? runCheck(pool, check))
    emit({ type: 'check-done', title: report.title, holds: report.holds, saw: report.saw })
    reports.push(report)
  }
  return reports
}

async function runCheck(pool: HostPool, check: Check): Promise<CheckReport> {
  const started = performance.now()
  const deadline = started + (check.within ?? 0) * 1000
  let verdict = await lookOnce(pool, check)
  while (!verdict.holds && performance.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, PAUSE))
    verdict = await lookOnce(pool, check)
  }
  return { title: check.title, ...verdict, milliseconds: performance.now() - started }
}

async function lookOnce(pool: HostPool, check: Check): Promise<Verdict> {
  const results: LookResult[] = []
  for (const stage of stagesOf(check.looks))
    results.push(...(await Promise.all(stage.map((look) => lookFrom(pool, look)))))
  return check.judge(results)
}

/** Looks that are made at the same time, stage after stage. */
function stagesOf(looks: readonly Look[]): Look[][] {
  const stages: Look[][] = []
  for (const look of looks) {
    const stage = look.afterwards ? undefined : stages.at(-1)
    if (stage === undefined) stages.push([look])
    else stage.push(look)
  }
  return stages
}

async function lookFrom(pool: HostPool, look: Look): Promise<LookResult> {
  if (typeof look.from !== 'string') return lookFromController(look.run.script)
  const from = look.from
  if (!pool.has(from)) return { from, status: undefined, output: 'not connected to it' }
  try {
    const result = await pool.connection(from).script(`exec 2>&1\n${look.run.script}`)
    return { from, status: result.status, output: Buffer.from(result.stdout, 'latin1').toString('utf8') }
  } catch (failure) {
    return { from, status: undefined, output: failure instanceof Error ? failure.message : String(failure) }
  }
}

function lookFromController(script: string): Promise<LookResult> {
  return new Promise((resolve) => {
    execFile('/bin/sh', ['-c', `exec 2>&1\n${script}`], { timeout: LOOK_DEADLINE }, (error, output) => {
      const status = error === null ? 0 : typeof error.code === 'number' ? error.code : undefined
      resolve({ from: 'controller', status, output })
    })
  })
}
