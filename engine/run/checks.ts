import { execFile } from 'node:child_process'
import type { Check, Look, Sighting, Verdict } from '../check.ts'
import type { Session } from '../session.ts'
import type { CheckReport } from './report.ts'

/** Milliseconds between looks at a check that does not hold yet. */
const PAUSE = 500
/** Milliseconds that one look may take. */
const LOOK_DEADLINE = 60_000

/** Looks at every check in turn: one's requests must not be counted by another. */
export async function runChecks(session: Session, checks: readonly Check[]): Promise<CheckReport[]> {
  const reports: CheckReport[] = []
  for (const check of checks) reports.push(await runCheck(session, check))
  return reports
}

async function runCheck(session: Session, check: Check): Promise<CheckReport> {
  const started = performance.now()
  session.means.emit({ type: 'check-started', title: check.title })
  const deadline = started + (check.within ?? 0) * 1000
  let verdict = await lookOnce(session, check)
  while (!verdict.holds && performance.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, PAUSE))
    verdict = await lookOnce(session, check)
  }
  session.means.emit({ type: 'check-done', title: check.title, ...verdict })
  return { title: check.title, ...verdict, milliseconds: performance.now() - started }
}

async function lookOnce(session: Session, check: Check): Promise<Verdict> {
  const sightings: Sighting[] = []
  for (const look of check.looks) sightings.push(await lookFrom(session, look))
  return check.judge(sightings)
}

async function lookFrom(session: Session, look: Look): Promise<Sighting> {
  if (typeof look.from !== 'string') return lookFromController(look.run.script)
  const from = look.from
  if (!session.has(from)) return { from, status: undefined, output: 'not connected to it' }
  try {
    const result = await session.connection(from).script(`exec 2>&1\n${look.run.script}`)
    return { from, status: result.status, output: Buffer.from(result.stdout, 'latin1').toString('utf8') }
  } catch (failure) {
    return { from, status: undefined, output: failure instanceof Error ? failure.message : String(failure) }
  }
}

function lookFromController(script: string): Promise<Sighting> {
  return new Promise((resolve) => {
    execFile('/bin/sh', ['-c', `exec 2>&1\n${script}`], { timeout: LOOK_DEADLINE }, (error, output) => {
      const status = error === null ? 0 : typeof error.code === 'number' ? error.code : undefined
      resolve({ from: 'controller', status, output })
    })
  })
}
