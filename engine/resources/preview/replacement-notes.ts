/** Lines of a preview that are no content: each begins with `# `, which base64 never does. */
export function isFact(line: string): boolean {
  return line.startsWith('# ')
}

/** Notes for the plan: what the replacement of a file means for other things than its content. */
export function replacementNotes(preview: string): readonly string[] {
  return preview.split('\n').filter(isFact).flatMap(noteOf)
}

function noteOf(line: string): string[] {
  const [, fact, value] = line.split(' ')
  if (fact === 'links') return [`${otherNames(Number(value) - 1)} of this file: the old content stays there`]
  if (fact === 'immutable')
    return ['is immutable or append-only (see lsattr): this change fails until that is taken away']
  return fact === 'mounted' ? ['is a mount point of its own: it is written in place, not replaced at once'] : []
}

function otherNames(count: number): string {
  return count === 1 ? 'there is another name' : `there are ${count} other names`
}
