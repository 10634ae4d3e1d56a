import { EvenkeelError } from '../../engine/errors/error.ts'
import { isThere, type Requirements } from '../local/requirements.ts'
import { needsPreload } from './xstate/preload.ts'

/** Files that the compiler needs, with their Debian packages; only for `xstate/preload.c`. */
const COMPILER: Readonly<Record<string, string>> = {
  '/usr/bin/cc': 'gcc',
  '/usr/include/elf.h': 'libc6-dev',
}

export const UML_REQUIREMENTS: Requirements = {
  programs: { 'linux.uml': 'user-mode-linux', taskset: 'util-linux' },
  missing: missingCompiler,
  check: requireTun,
}

async function missingCompiler(): Promise<string[]> {
  if (!(await needsPreload())) return []
  const missing: string[] = []
  for (const [file, name] of Object.entries(COMPILER)) if (!(await isThere(file))) missing.push(name)
  return missing
}

async function requireTun(): Promise<void> {
  if (await isThere('/dev/net/tun')) return
  throw new EvenkeelError('lab', 'Cannot run a lab: /dev/net/tun is missing, the kernel module "tun" is needed', {
    hint: 'modprobe tun',
  })
}
