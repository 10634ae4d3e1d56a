import { readAssignment, readStatusAssignment } from '../cli/run/read-files.ts'
import { clean } from '../cli/view/clean.ts'
import { irreversibleChanges } from '../cli/view/plan.ts'
import { EvenkeelError } from '../engine/errors/error.ts'
import { makePlan } from '../engine/plan/make.ts'
import type { Plan } from '../engine/plan/plan.ts'
import { apply as applyAssignment } from '../engine/run/apply.ts'
import type { CheckReport, RunReport } from '../engine/run/report.ts'
import { DRAINING, type RunSettings } from '../engine/run/settings.ts'
import { verify as verifyAssignment } from '../engine/run/verify.ts'
import type { ClusterStatus } from '../engine/status/cluster-status.ts'
import { readStatus } from '../engine/status/read.ts'
import { drainAround } from '../engine/weights/around.ts'
import { type Cluster, controllerOf, lineOf, silentIo } from './request.ts'

export interface ApplyOptions {
  /** Decides about the plan; the hosts change only if it returns true. It is not called if there is nothing to do. */
  readonly consent: (plan: Plan) => boolean | Promise<boolean>
  /** Consent to changes that cannot be undone. Without it, a plan with such changes throws `irreversible`. */
  readonly acceptIrreversible?: boolean | undefined
  /** Settings that differ from those of `evenkeel apply`. */
  readonly settings?: Partial<RunSettings> | undefined
}

/**
 * Reads the hosts, and returns what {@link apply} would change. Changes nothing.
 *
 * Throws `EvenkeelError`, or `EvenkeelErrors` with all errors of the files.
 */
export async function plan(cluster: Cluster): Promise<Plan> {
  const io = silentIo(cluster)
  const assignment = await readAssignment(lineOf(cluster), io)
  return clean(await makePlan(assignment, controllerOf(cluster, io), drainAround(assignment, false, DRAINING)))
}

/**
 * Plans, asks `consent`, converges and proves, as a transaction. A run that began returns its report, also if it was
 * reverted or its outcome is unknown: look at `outcome`. What is refused before the first change is thrown, as by
 * {@link plan}; without consent it is `declined`.
 */
export async function apply(cluster: Cluster, options: ApplyOptions): Promise<RunReport> {
  const io = silentIo(cluster)
  const assignment = await readAssignment(lineOf(cluster), io)
  const report = await applyAssignment(assignment, controllerOf(cluster, io), {
    around: drainAround(assignment, false, DRAINING),
    settings: options.settings,
    consent: (planned) => refuseWithoutConsent(clean(planned), options),
  })
  return clean(report)
}

/** Runs the roles' checks against the live cluster. Throws as {@link plan} does, but not for a check that does not hold. */
export async function verify(cluster: Cluster): Promise<readonly CheckReport[]> {
  const io = silentIo(cluster)
  const assignment = await readAssignment(lineOf(cluster), io)
  return clean(await verifyAssignment(assignment, controllerOf(cluster, io)))
}

/** Reads the state of the cluster now, with two commands a host. Throws as {@link plan} does, but not for a host that is down. */
export async function status(cluster: Cluster): Promise<ClusterStatus> {
  const io = silentIo(cluster)
  const assignment = await readStatusAssignment(lineOf(cluster), io)
  return clean(await readStatus(assignment, controllerOf(cluster, io)))
}

async function refuseWithoutConsent(planned: Plan, { consent, acceptIrreversible }: ApplyOptions): Promise<void> {
  const [first] = irreversibleChanges(planned)
  if (first !== undefined && acceptIrreversible !== true)
    throw new EvenkeelError('irreversible', `${first.host}, ${first.id} cannot be undone: ${first.why}`, {
      host: first.host,
      hint: 'Nothing was changed. acceptIrreversible: true consents.',
    })
  if (!(await consent(planned))) throw new EvenkeelError('declined', 'Declined. Nothing was changed.')
}
