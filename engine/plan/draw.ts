import { createHash } from 'node:crypto'
import { EvenkeelError } from '../errors/error.ts'
import { workOnAll } from '../parallel.ts'
import { sealOf, withoutSecretBlobs } from '../seal.ts'
import type { Session } from '../session.ts'
import { type Survey, survey } from '../survey.ts'
import { changeOf, decideWork } from './decide.ts'
import type { Finding, Plan, PlannedHost, PlannedPlay } from './plan.ts'
import { isCoveredByStart, triggersFor } from './triggers.ts'
import { weakGuards } from './weak-guards.ts'
import { type HostWork, hostsOf, type PlayWork, type Work, wantsOf } from './work.ts'

export interface Intent {
  readonly command: Work['command']
  readonly playbook: string
  readonly rollbackOf?: string | undefined
  readonly plays: readonly PlayWork[]
  readonly members: readonly string[]
  readonly findings: readonly Finding[]
  readonly remarks: readonly string[]
}

/** Reads every host once and draws the plan. Changes nothing. */
export async function draw(session: Session, intent: Intent): Promise<Work> {
  refuseBrokenRules(intent.findings)
  const surveys = await surveyAll(session, intent.plays)
  const planned = (work: HostWork) => planHost(session, intent.plays, work, surveys)
  const plays = intent.plays.map((play) => planPlay(play, planned)).filter((play) => play.batches.length > 0)
  const plan: Plan = {
    format: 'evenkeel-plan/1',
    playbook: intent.playbook,
    made: new Date().toISOString(),
    description: digestOf(session, intent.plays),
    plays,
    findings: intent.findings,
    remarks: [...intent.remarks, ...weakGuards(plays, session.facts())],
  }
  return { ...intent, rollbackOf: intent.rollbackOf, session, surveys, plan }
}

function refuseBrokenRules(findings: readonly Finding[]): void {
  const [broken] = findings.filter((finding) => finding.level === 'refuse')
  if (broken === undefined) return
  throw new EvenkeelError('rule', `${broken.message} (${broken.hosts.join(', ')}; rule ${broken.rule})`)
}

/** One command a host, whatever the number of its resources. */
async function surveyAll(session: Session, plays: readonly PlayWork[]): Promise<Map<string, Survey>> {
  const read = await workOnAll(hostsOf(plays), session.means.forks, async (host) => {
    const resources = wantsOf(plays, host).map((want) => want.resource)
    return [host, await survey(session, host, resources, true)] as const
  })
  return new Map(read)
}

function planPlay(play: PlayWork, planned: (work: HostWork) => PlannedHost): PlannedPlay {
  return {
    name: play.name,
    batches: play.batches.map((batch) => ({ hosts: batch.map(planned) })),
  }
}

function planHost(
  session: Session,
  plays: readonly PlayWork[],
  work: HostWork,
  surveys: ReadonlyMap<string, Survey>,
): PlannedHost {
  const read = surveys.get(work.host)
  if (read === undefined) throw new EvenkeelError('bug', `${work.host} was not read`, { host: work.host })
  const decisions = decideWork(plays, work, read)
  const seal = sealOf(session.knowledge(work.host))
  const changed = new Set(decisions.map((decision) => decision.want.resource.id))
  const triggers = triggersFor(work, changed).filter((trigger) => !isCoveredByStart(trigger, decisions))
  return {
    host: work.host,
    changes: decisions.map((decision) => changeOf(decision, read, seal)),
    unchanged: work.wants.length - decisions.length,
    triggers: triggers.map((trigger) => trigger.title),
  }
}

/** Equal for equal descriptions: hosts, resources, their specs and the states wanted. */
function digestOf(session: Session, plays: readonly PlayWork[]): string {
  const described = plays.map((play) =>
    play.batches.map((batch) =>
      batch.map(({ host, wants }) => {
        const seal = sealOf(session.knowledge(host))
        return [host, wants.map(({ resource, to }) => [resource.id, resource.spec, resource.tell(to, seal)])]
      }),
    ),
  )
  return createHash('sha256').update(JSON.stringify(described, withoutSecretBlobs)).digest('hex')
}
