// The package as programs import it: what roles import, and the commands as functions.
export { type ErrorCode, EvenkeelErrors } from '../engine/errors/error.ts'
export type { RunEvent } from '../engine/events.ts'
export type { Plan, PlannedBatch, PlannedChange, PlannedHost, PlannedPlay } from '../engine/plan/plan.ts'
export type { CheckReport, HostReport, RunReport } from '../engine/run/report.ts'
export type { RunSettings } from '../engine/run/settings.ts'
export * from '../roles/api.ts'
export { type ApplyOptions, apply, plan, verify } from './operations.ts'
export type { Cluster } from './request.ts'
