import { createHash } from 'node:crypto'
import { EvenkeelError } from '../errors/error.ts'
import type { Session } from '../host-pool.ts'
import { workOnAll } from '../parallel.ts'
import { type Survey, survey } from '../probe.ts'
import { type PlanKeys, type Seal, sealOf, withoutSecretBlobs } from '../redaction.ts'
import { changeOf, decideWork } from './change.ts'
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

/** Reads every host once and draws the plan. Changes nothing. `keys` are those of a plan that is to be saved, or was. */
export async function draw(session: Session, intent: Intent, keys?: PlanKeys): Promise<Work> {
  refuseBrokenRules(intent.findings)
  const surveys = await surveyAll(session, intent.plays)
  const seal = (host: string) => sealOf(session.knowledge(host), keys)
  const planned = (work: HostWork) => planHost(intent.plays, work, surveys, seal(work.host))
  const plays = intent.plays.map((play) => planPlay(play, planned)).filter((play) => play.batches.length > 0)
  const plan: Plan = {
    format: 'evenkeel-plan/1',
    playbook: intent.playbook,
    made: new Date().toISOString(),
    description: digestOf(intent.plays, seal),
    plays,
    findings: intent.findings,
    remarks: [...intent.remarks, ...weakGuards(plays, session.facts)],
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
  plays: readonly PlayWork[],
  work: HostWork,
  surveys: ReadonlyMap<string, Survey>,
  seal: Seal,
): PlannedHost {
  const read = surveys.get(work.host)
  if (read === undefined) throw new EvenkeelError('bug', `${work.host} was not read`, { host: work.host })
  const decisions = decideWork(plays, work, read)
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
function digestOf(plays: readonly PlayWork[], sealFor: (host: string) => Seal): string {
  const described = plays.map((play) =>
    play.batches.map((batch) =>
      batch.map(({ host, wants }) => {
        const seal = sealFor(host)
        return [host, wants.map(({ resource, to }) => [resource.id, resource.spec, resource.tell(to, seal)])]
      }),
    ),
  )
  return createHash('sha256').update(JSON.stringify(described, withoutSecretBlobs)).digest('hex')
}
