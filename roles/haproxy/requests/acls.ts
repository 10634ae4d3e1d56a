import { ownLines } from '../own/lines.ts'
import type { Acl } from '../vars/acl.ts'
import type { Front } from '../vars/proxy.ts'

/** The ACLs of a section, those in lines of the user's own among them: only a running HAProxy can evaluate these. */
export function aclsOf(front: Front): readonly Acl[] {
  const own = ownLines(front).flatMap(({ words: [first, name = ''] }): readonly Acl[] => {
    if (first !== 'acl') return []
    const kind = { criterion: '', layer: 'connection', description: '' } as const
    return [{ name, kind, values: undefined, ignoreCase: false }]
  })
  return [...front.acls, ...own]
}
