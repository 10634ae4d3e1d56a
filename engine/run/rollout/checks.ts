import { execFile } from 'node:child_process'
import type { Check, Look, LookResult, Verdict } from '../../check.ts'
import { Slots } from '../../host/slots.ts'
import type { HostPool } from '../../host-pool.ts'
import { quote } from '../../shell.ts'
import type { CheckReport } from '../report.ts'

/** Milliseconds before a check that does not hold is tried again. */
const PAUSE = 500
/** Milliseconds that one look may take. */
const LOOK_DEADLINE = 60_000

/**
 * Runs all checks together, then those that count traffic, one by one. Reports and events are in the order of the
 * checks.
 *
 * @param wasSoBefore whether a check failed in the same way before the run
 */
export async function runChecks(
  pool: HostPool,
  checks: readonly Check[],
  wasSoBefore: (check: Check, verdict: Verdict) => boolean = () => false,
): Promise<CheckReport[]> {
  const { emit, forks } = pool.controller
  const slots = new Slots(forks)
  const together = checks.filter((check) => check.alone !== true)
  const looking = new Map(together.map((check) => [check, slots.use(() => runCheck(pool, check))]))
  const quiet = Promise.allSettled(looking.values())
  const reports: CheckReport[] = []
  for (const check of checks) {
    emit({ type: 'check-started', title: check.title })
    if (check.alone) await quiet
    const { verdict, milliseconds } = await (looking.get(check) ?? runCheck(pool, check))
    const { title, advice } = check
    const { holds, saw } = verdict
    const excuse = holds ? {} : excuseOf(verdict, wasSoBefore(check, verdict))
    emit({ type: 'check-done', title, holds, saw, ...excuse })
    reports.push({ title, holds, saw, milliseconds, ...(holds || advice === undefined ? {} : { advice }), ...excuse })
  }
  return reports
}

/** Why a failure is none of the run's. */
function excuseOf({ leftToDo }: Verdict, wasSoBefore: boolean): Pick<CheckReport, 'leftToDo' | 'wasSoBefore'> {
  if (leftToDo !== undefined) return { leftToDo }
  return wasSoBefore ? { wasSoBefore } : {}
}

async function runCheck(pool: HostPool, check: Check): Promise<{ verdict: Verdict; milliseconds: number }> {
  const started = performance.now()
  const deadline = started + (check.within ?? 0) * 1000
  let verdict = await lookOnce(pool, check)
  while (!verdict.holds && verdict.leftToDo === undefined && performance.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, PAUSE))
    verdict = await lookOnce(pool, check)
  }
  return { verdict, milliseconds: performance.now() - started }
}

/** Makes the looks of a check once, and judges them. */
export async function lookOnce(pool: HostPool, check: Check): Promise<Verdict> {
  const results: LookResult[] = []
  for (const group of groupsOf(check.looks))
    results.push(...(await Promise.all(group.map((look) => lookFrom(pool, look)))))
  return check.judge(results)
}

/** Groups of looks that are made at the same time. */
function groupsOf(looks: readonly Look[]): Look[][] {
  const groups: Look[][] = []
  for (const look of looks) {
    const group = look.afterwards ? undefined : groups.at(-1)
    if (group === undefined) groups.push([look])
    else group.push(look)
  }
  return groups
}

async function lookFrom(pool: HostPool, look: Look): Promise<LookResult> {
  const script = scriptOf(look)
  if (typeof look.from !== 'string') return lookFromController(script)
  const from = look.from
  if (!pool.has(from)) return { from, status: undefined, output: 'not connected to it' }
  try {
    const result = await pool.connection(from).script(script)
    return { from, status: result.status, output: Buffer.from(result.stdout, 'latin1').toString('utf8') }
  } catch (failure) {
    return { from, status: undefined, output: failure instanceof Error ? failure.message : String(failure) }
  }
}

function scriptOf({ run, secrets = {} }: Look): string {
  const set = Object.entries(secrets).map(([name, secret]) => `${name}=${quote(secret.reveal())}\n`)
  return `exec 2>&1\n${set.join('')}${run.script}`
}

/** The operator's programs and home, and nothing else of the operator's environment: a proxy would change what is seen. */
function lookFromController(look: string): Promise<LookResult> {
  const { PATH, HOME } = process.env
  const options = { timeout: LOOK_DEADLINE, env: { PATH, HOME, LC_ALL: 'C' } }
  return new Promise((resolve) => {
    // By stdin, as to a host: everybody can read the words of a command, and a look may have secrets.
    const { stdin } = execFile('/bin/sh', ['-c', 'eval "$(cat)"'], options, (error, output) => {
      const status = error === null ? 0 : typeof error.code === 'number' ? error.code : undefined
      resolve({ from: 'controller', status, output })
    })
    stdin?.on('error', () => undefined)
    stdin?.end(look)
  })
}
