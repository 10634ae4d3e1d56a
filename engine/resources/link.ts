import { dirname } from 'node:path'
import { z } from 'zod'
import { sh } from '../shell.ts'
import { isWithin } from './fields/paths.ts'
import { absolutePath, oneLine, presence } from './fields/text.ts'
import { makeResource, type Placement, type Resource, type ResourceType } from './resource.ts'

const spec = z
  .strictObject({
    path: absolutePath.describe('Absolute path of the symbolic link.'),
    target: oneLine.optional().describe('Target of the link; a relative target starts at the folder of the link.'),
    state: presence.default('present').describe('Whether the link is to exist.'),
  })
  .refine(({ state, target }) => state === 'absent' || target !== undefined, {
    error: 'the target of the link is needed',
    path: ['target'],
  })

export type LinkInput = z.input<typeof spec>
export type LinkSpec = z.output<typeof spec>
export type LinkState = { readonly target: string }

export const linkType: ResourceType<LinkInput, LinkSpec, LinkState> = {
  kind: 'link',
  summary: 'A symbolic link. Anything else at its path is neither replaced nor removed.',
  spec,
  name: ({ path }) => path,
  folder: ({ path }) => dirname(path),
  mayBring: ({ path }, folder) => isWithin(folder, path),
  desired: ({ state, target }) => (state === 'absent' || target === undefined ? null : { target }),
  probe: ({ path }) => sh`read_link ${path}`,
  parse(output) {
    const [, target] = output.match(/^link ([\s\S]*)\|\n?$/) ?? []
    return { state: target === undefined ? null : { target } }
  },
  stateLines: ({ target }) => [`leads to ${target}`],
  converge: ({ path }, _from, to) => [to === null ? sh`remove_link ${path}` : sh`make_link ${path} ${to.target}`],
}

export const link = (input: LinkInput, placement?: Placement): Resource => makeResource(linkType, input, placement)
