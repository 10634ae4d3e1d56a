import { EvenkeelError } from '../../engine/errors/error.ts'

/** Throws `lab` for a path that the kernel's command line cannot hold: it has no quoting. */
export function requirePlainPath(path: string): void {
  if (!/[\s,=]/.test(path)) return
  throw new EvenkeelError('lab', `Cannot boot from ${path}: a path without spaces, "," and "=" is needed`, {
    hint: 'Set XDG_STATE_HOME and XDG_CACHE_HOME.',
  })
}
