import type { Paint } from '../../../cli/view/paint.ts'

/** What a pipe gets. */
export const plain: Paint = (_style, printed) => printed

/** What a terminal gets, in a form that one can read in a test. */
export const marked: Paint = (style, printed) => `<${style}>${printed}</${style}>`
