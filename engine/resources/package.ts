import { z } from 'zod'
import { sh } from '../shell.ts'
import { presence } from './fields/text.ts'
import { asideNotes } from './preview/aside-notes.ts'
import { packageNotes } from './preview/package-notes.ts'
import { makeResource, type Placement, type Resource, type ResourceType } from './resource.ts'

const spec = z.strictObject({
  name: z
    .string()
    // apt reads a trailing minus as "remove this package".
    .regex(/^[A-Za-z0-9][A-Za-z0-9+._-]*[A-Za-z0-9+]$/, 'must be the name of a package, such as nginx')
    .describe('Name of the package itself, not one that other packages provide.'),
  state: presence.default('present').describe('Whether the package is to be installed.'),
})

export type PackageInput = z.input<typeof spec>
export type PackageSpec = z.output<typeof spec>

/** Seconds: a slow mirror or a busy disk must not fail the step. */
const HALF_AN_HOUR = 30 * 60

/** `config-files`: removed, but its configuration is left. `unfinished`: its installation was interrupted. */
export type PackageState = { readonly status: 'installed' | 'config-files' | 'unfinished' }

export const packageType: ResourceType<PackageInput, PackageSpec, PackageState> = {
  kind: 'package',
  summary:
    'A package of the distribution (apt or dnf). Undo removes exactly what its installation brought, and moves aside what ' +
    'has changed since: configuration, state directories.',
  spec,
  name: ({ name }) => name,
  desired: ({ state }) => (state === 'present' ? { status: 'installed' } : null),
  probe: ({ name }) => sh`read_package ${name}`,
  parse: (output, spec) => ({ state: stateOf(output.trim(), spec) }),
  preview: ({ name, state }) => sh`preview_package ${name} ${state} "$answered"`,
  removalPreview: ({ name, state }) =>
    state === 'absent'
      ? sh`preview_package ${name} ${state} "$answered"\npreview_package_removal ${name}`
      : sh`preview_package_removal ${name}`,
  stateLines: ({ status }) => [status === 'installed' ? 'installed' : STATUS_WORDS[status]],
  notes: (spec, preview) => [...packageNotes(spec, preview), ...asideNotes(preview)],
  backup: ({ name }, { status }) => (status === 'installed' ? [sh`keep_package ${name}`] : []),
  converge({ name, state }, _from, to) {
    if (to?.status === 'installed') return [sh`install_package ${name}`]
    if (to !== null) return [sh`remove_package ${name} remove`]
    return [sh`remove_package ${name} ${state === 'absent' ? 'as-brought' : 'purge'}`]
  },
  timeout: () => HALF_AN_HOUR,
  irreversible(from, to, { name, state }) {
    if (state !== 'absent' || from?.status !== 'installed' || to !== null) return undefined
    return `${name} can only be installed again from its package source, in the version that is there by then`
  },
}

const STATUS_WORDS = {
  'config-files': 'removed, its configuration is left',
  unfinished: 'its installation was interrupted',
} as const

/** A removed package whose configuration is left counts as absent if the spec wants it absent. */
function stateOf(status: string, { state }: PackageSpec): PackageState | null {
  switch (status) {
    case 'installed':
    case 'unfinished':
      return { status }
    case 'config-files':
      return state === 'absent' ? null : { status }
    default:
      return null
  }
}

export const packageOf = (input: PackageInput, placement?: Placement): Resource =>
  makeResource(packageType, input, placement)
