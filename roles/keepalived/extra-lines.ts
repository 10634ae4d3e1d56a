import type { FormerKeys } from '../../engine/errors/former-keys.ts'
import { extraLines } from '../vars/words.ts'
import { formerAnywhere } from './former-names.ts'

/** Lines of keepalived's own for what we do not model: none that an own key writes, none that is gone. */
export function keepalivedExtra(own: FormerKeys = {}) {
  return extraLines.superRefine((lines, context) => {
    for (const complaint of complaintsAbout(lines, { ...formerAnywhere, ...own }))
      context.addIssue({ code: 'custom', message: complaint })
  })
}

function complaintsAbout(lines: string, former: FormerKeys): readonly string[] {
  return lines.split('\n').flatMap((line, index) => {
    const [keyword = ''] = line.trim().split(/[\s{]/)
    return Object.hasOwn(former, keyword) ? [`line ${index + 1}, "${keyword}": ${former[keyword]}`] : []
  })
}
