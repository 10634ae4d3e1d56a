import { constants } from 'node:fs'
import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { EvenkeelError } from '../../engine/errors/error.ts'
import { runProgram } from '../command.ts'
import type { LabProgress } from '../progress.ts'

/** What one kind of hosts needs besides what all do. */
export interface Requirements {
  /** Programs, with their Debian packages. */
  readonly programs: Readonly<Record<string, string>>
  /** Names of further Debian packages that are missing. */
  missing(): Promise<readonly string[]>
  /** Throws `lab` for what no package can bring. */
  check(): Promise<void>
}

/** The programs that each lab runs, with their Debian packages. */
const PROGRAMS: Readonly<Record<string, string>> = {
  mmdebstrap: 'mmdebstrap',
  'mkfs.ext4': 'e2fsprogs',
  ip: 'iproute2',
  ssh: 'openssh-client',
  'ssh-keygen': 'openssh-client',
  tar: 'tar',
  nsenter: 'util-linux',
  unshare: 'util-linux',
}

const ELSEWHERE = 'With --provider vagrant, a lab boots virtual machines on any system, and as any user.'

/** Makes sure that this machine can run a lab: reports and installs missing packages. Throws `lab`. */
export async function ensureRequirements(requirements: Requirements, progress: LabProgress): Promise<void> {
  requireLinux()
  requireRoot()
  const missing = await allMissing(requirements)
  if (missing.length > 0) await install(missing, progress)
  const still = missing.length === 0 ? [] : await allMissing(requirements)
  if (still.length > 0) throw notInstalled(still, `apt-get install --reinstall ${still.join(' ')}`)
  await requirements.check()
}

async function allMissing(requirements: Requirements): Promise<string[]> {
  return [...(await missingPackages(requirements.programs)), ...(await requirements.missing())]
}

function notInstalled(missing: readonly string[], command: string, cause?: unknown): EvenkeelError {
  const hint = `To see why: ${command}\n${ELSEWHERE}`
  return new EvenkeelError('lab', `Cannot run a lab: ${missing.join(', ')} could not be installed`, { cause, hint })
}

/** Throws `lab` on another system: its hosts are Linux kernels that run as processes. Only the lab needs that. */
export function requireLinux(platform: string = process.platform): void {
  if (platform === 'linux') return
  throw new EvenkeelError('lab', `Cannot run a lab: this machine runs ${platform}, Linux is needed`, {
    hint: `All other commands run here. ${ELSEWHERE}`,
  })
}

/** Throws `lab` unless root runs this: a lab makes network namespaces, taps and file systems. */
export function requireRoot(userId: number | undefined = process.getuid?.()): void {
  if (userId === 0) return
  throw new EvenkeelError('lab', `Cannot run a lab: it runs as user ${userId ?? 'unknown'}, root is needed`, {
    hint: `Run the same command with sudo. ${ELSEWHERE}`,
  })
}

/** Names of the Debian packages whose programs are not on the path. */
export async function missingPackages(
  programs: Requirements['programs'],
  path = `${process.env.PATH ?? ''}:/usr/sbin:/sbin`,
): Promise<string[]> {
  const missing = new Set<string>()
  for (const [program, name] of Object.entries({ ...PROGRAMS, ...programs }))
    if (!(await isOnPath(program, path))) missing.add(name)
  return [...missing].sort()
}

async function install(missing: readonly string[], progress: LabProgress): Promise<void> {
  const command = `apt-get install --no-install-recommends ${missing.join(' ')}`
  if (!(await isOnPath('apt-get', process.env.PATH ?? ''))) {
    throw new EvenkeelError(
      'lab',
      `Cannot run a lab: ${missing.join(', ')} must be installed, and there is no apt-get`,
      {
        hint: `The lab needs Debian 12, or a distribution based on it. ${ELSEWHERE}`,
      },
    )
  }
  progress({ type: 'remark', message: `installing packages for the lab: ${command}` })
  const environment = { DEBIAN_FRONTEND: 'noninteractive' }
  try {
    await runProgram('apt-get', ['update'], { environment })
    await runProgram('apt-get', ['install', '--yes', '--no-install-recommends', ...missing], { environment })
  } catch (cause) {
    throw notInstalled(missing, command, cause)
  }
}

/** Whether one of the folders of a path has a program of this name that this user may run. */
export async function isOnPath(program: string, path: string): Promise<boolean> {
  for (const folder of path.split(':'))
    if (folder !== '' && (await isThere(join(folder, program), constants.X_OK))) return true
  return false
}

/** Whether there is something at a path, and this user may use it so. */
export function isThere(path: string, mode: number = constants.F_OK): Promise<boolean> {
  return access(path, mode).then(
    () => true,
    () => false,
  )
}
