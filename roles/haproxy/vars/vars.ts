import type { z } from 'zod'
import { legacyTopNames, refusingLegacy } from '../legacy/names.ts'
import { inconsistencies } from './consistency.ts'
import { defaults, globals } from './global.ts'
import { shape } from './shape.ts'

/** The vars of the role, checked as a whole. */
export const haproxyVars = refusingLegacy(
  shape.superRefine((vars, context) => {
    for (const { path, message } of inconsistencies(vars))
      context.addIssue({ code: 'custom', path: [...path], message })
  }),
  legacyTopNames,
).transform((vars) => ({
  ...vars,
  global: vars.global ?? globals.parse({}),
  defaults: vars.defaults ?? defaults.parse({}),
}))

export type HaproxyVars = z.output<typeof haproxyVars>
