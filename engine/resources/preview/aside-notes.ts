/**
 * Notes for the plan of a removal, from the lines that `preview_user_removal` and `preview_package_removal` print
 * (latin1): `aside KILOBYTES FOLDER PATH`, `stays PATH`, `mount PATH`, `gone VERSION`.
 */
export function asideNotes(preview: string): readonly string[] {
  return Buffer.from(preview, 'latin1').toString('utf8').split('\n').flatMap(noteOf)
}

function noteOf(line: string): string[] {
  const [word, ...rest] = line.split(' ')
  const path = rest.join(' ')
  switch (word) {
    case 'aside': {
      const [kilobytes, folder, ...path] = rest
      return [`${path.join(' ')} (${kilobytes} KB) has changed since it came: moved aside, below ${folder}`]
    }
    case 'stays':
      return [`${path} stays: it is a mount point, or holds one`]
    case 'mount':
      return [`${path} is a mount point, or holds one: refused if it is not unmounted before the run`]
    case 'gone':
      return [`version ${path} is in no package source any more: if the run fails, the undo installs another one`]
    default:
      return []
  }
}
