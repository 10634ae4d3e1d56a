/**
 * Notes for the plan of a removal, from the lines that `preview_user_removal` and `preview_package_removal` print
 * (latin1): `aside KILOBYTES FOLDER PATH`, `gone VERSION`, and for file systems `stays KILOBYTES PATH`,
 * `mount KILOBYTES PATH` or `blocked KILOBYTES PATH`.
 */
export function asideNotes(preview: string): readonly string[] {
  return Buffer.from(preview, 'latin1').toString('utf8').split('\n').flatMap(noteOf)
}

function noteOf(line: string): string[] {
  const [word, ...rest] = line.split(' ')
  const [first = '', ...others] = rest
  const sized = `${others.join(' ')} (${first} KB)`
  switch (word) {
    case 'aside': {
      const [kilobytes, folder, ...path] = rest
      return [`${path.join(' ')} (${kilobytes} KB) has changed since it came: moved aside, below ${folder}`]
    }
    case 'stays':
      return [`${sized} stays: it is a mount point, or holds one`]
    case 'mount':
      return [`${sized} is a file system of its own, and stays as it is`]
    case 'blocked':
      return [
        `${sized} is a file system of its own, which this host cannot hide from the removal: refused if it is not ` +
          'unmounted before the run',
      ]
    case 'gone':
      return [`version ${first} is in no package source any more: if the run fails, the undo installs another one`]
    default:
      return []
  }
}
