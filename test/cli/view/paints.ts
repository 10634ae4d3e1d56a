import type { Paint } from '../../../cli/view/paint.ts'

/** As for a pipe. */
export const plain: Paint = (_style, printed) => printed

/** As for a terminal, in a form that is readable in a test. */
export const marked: Paint = (style, printed) => `<${style}>${printed}</${style}>`
