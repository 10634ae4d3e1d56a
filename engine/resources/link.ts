import { z } from 'zod'
import { sh } from '../shell.ts'
import { absolutePath, oneLine, presence } from './fields/text.ts'
import { makeResource, type Placement, type Resource, type ResourceType } from './resource.ts'

const spec = z
  .strictObject({
    path: absolutePath.describe('Where the symbolic link is, an absolute path.'),
    target: oneLine.optional().describe('What it leads to; a relative target counts from the folder of the link.'),
    state: presence.default('present').describe('Whether it is to be there.'),
  })
  .refine(({ state, target }) => state === 'absent' || target !== undefined, {
    error: 'say what the link leads to',
    path: ['target'],
  })

export type LinkInput = z.input<typeof spec>
export type LinkSpec = z.output<typeof spec>
export type LinkState = { readonly target: string }

export const linkType: ResourceType<LinkInput, LinkSpec, LinkState> = {
  kind: 'link',
  summary: 'A symbolic link. What is not a symbolic link is neither replaced nor removed.',
  spec,
  name: ({ path }) => path,
  desired: ({ state, target }) => (state === 'absent' || target === undefined ? null : { target }),
  probe: ({ path }) => sh`read_link ${path}`,
  parse(output) {
    const found = output.trimEnd()
    return { state: found === 'absent' ? null : { target: found.slice('link '.length) } }
  },
  stateLines: ({ target }) => [`leads to ${target}`],
  converge: ({ path }, _from, to) => [to === null ? sh`remove_link ${path}` : sh`make_link ${path} ${to.target}`],
}

export const link = (input: LinkInput, placement?: Placement): Resource => makeResource(linkType, input, placement)
