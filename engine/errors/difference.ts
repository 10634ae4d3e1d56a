/** A resource that does not read as expected, as lines of a diff, with secrets redacted. */
export interface Difference {
  readonly kind: string
  readonly name: string
  readonly expected: readonly string[]
  readonly found: readonly string[]
}

const HIDDEN = 'the difference is not shown: it holds a secret'

/** Lines that are equal although the states differ hide a secret: then both say so. */
export function differenceOf(
  { kind, name }: { readonly kind: string; readonly name: string },
  expected: readonly string[],
  found: readonly string[],
): Difference {
  const isHidden = JSON.stringify(expected) === JSON.stringify(found)
  return isHidden ? { kind, name, expected: [], found: [HIDDEN] } : { kind, name, expected, found }
}
