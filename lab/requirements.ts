import { constants } from 'node:fs'
import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { EvenkeelError } from '../engine/errors/error.ts'
import { runProgram } from './command.ts'
import type { LabProgress } from './progress.ts'
import { needsPreload } from './xstate/preload.ts'

/** The programs that a lab runs, with their Debian packages. */
const PROGRAMS: Readonly<Record<string, string>> = {
  'linux.uml': 'user-mode-linux',
  mmdebstrap: 'mmdebstrap',
  'mkfs.ext4': 'e2fsprogs',
  ip: 'iproute2',
  ssh: 'openssh-client',
  'ssh-keygen': 'openssh-client',
  tar: 'tar',
  taskset: 'util-linux',
  nsenter: 'util-linux',
  unshare: 'util-linux',
}

/** Files that the compiler needs, with their Debian packages; only for `xstate/preload.c`. */
const COMPILER: Readonly<Record<string, string>> = {
  '/usr/bin/cc': 'gcc',
  '/usr/include/elf.h': 'libc6-dev',
}

/** Makes sure that this machine can run a lab: reports and installs missing packages. Throws `lab`. */
export async function ensureRequirements(progress: LabProgress): Promise<void> {
  requireLinux()
  requireRoot()
  const missing = [...(await missingPackages()), ...(await missingCompiler())]
  if (missing.length > 0) await install(missing, progress)
  if (!(await isThere('/dev/net/tun'))) {
    throw new EvenkeelError('lab', 'Cannot run a lab: /dev/net/tun is missing, the kernel module "tun" is needed', {
      hint: 'modprobe tun',
    })
  }
}

/** Throws `lab` on another system: its hosts are Linux kernels that run as processes. Only the lab needs that. */
export function requireLinux(platform: string = process.platform): void {
  if (platform === 'linux') return
  throw new EvenkeelError('lab', `Cannot run a lab: this machine runs ${platform}, Linux is needed`, {
    hint: 'All other commands run here. For a lab, use a machine or a virtual machine with Debian 12.',
  })
}

/** Throws `lab` unless root runs this: a lab makes network namespaces, taps and file systems. */
export function requireRoot(userId: number | undefined = process.getuid?.()): void {
  if (userId === 0) return
  throw new EvenkeelError('lab', `Cannot run a lab: it runs as user ${userId ?? 'unknown'}, root is needed`, {
    hint: 'Run the same command with sudo.',
  })
}

/** Names of the Debian packages whose programs are not on the path. */
export async function missingPackages(path = `${process.env.PATH ?? ''}:/usr/sbin:/sbin`): Promise<string[]> {
  const missing = new Set<string>()
  for (const [program, name] of Object.entries(PROGRAMS)) if (!(await isOnPath(program, path))) missing.add(name)
  return [...missing].sort()
}

async function missingCompiler(): Promise<string[]> {
  if (!(await needsPreload())) return []
  const missing: string[] = []
  for (const [file, name] of Object.entries(COMPILER)) if (!(await isThere(file))) missing.push(name)
  return missing
}

async function install(missing: readonly string[], progress: LabProgress): Promise<void> {
  const command = `apt-get install --no-install-recommends ${missing.join(' ')}`
  if (!(await isOnPath('apt-get', process.env.PATH ?? ''))) {
    throw new EvenkeelError(
      'lab',
      `Cannot run a lab: ${missing.join(', ')} must be installed, and there is no apt-get`,
      {
        hint: 'The lab needs Debian 12, or a distribution based on it.',
      },
    )
  }
  progress({ type: 'remark', message: `installing packages for the lab: ${command}` })
  const environment = { DEBIAN_FRONTEND: 'noninteractive' }
  try {
    await runProgram('apt-get', ['update'], { environment })
    await runProgram('apt-get', ['install', '--yes', '--no-install-recommends', ...missing], { environment })
  } catch (cause) {
    throw new EvenkeelError('lab', `Cannot run a lab: ${missing.join(', ')} could not be installed`, {
      cause,
      hint: command,
    })
  }
}

async function isOnPath(program: string, path: string): Promise<boolean> {
  for (const folder of path.split(':'))
    if (folder !== '' && (await isThere(join(folder, program), constants.X_OK))) return true
  return false
}

function isThere(path: string, mode: number = constants.F_OK): Promise<boolean> {
  return access(path, mode).then(
    () => true,
    () => false,
  )
}
