import { stat } from 'node:fs/promises'
import { EvenkeelError } from '../../engine/errors/error.ts'
import type { Requirements } from '../local/requirements.ts'
import { cgroupsFolder } from './cgroup.ts'

/** Devices that each container has, with their numbers. */
const DEVICES = {
  '/dev/null': '1 3',
  '/dev/zero': '1 5',
  '/dev/full': '1 7',
  '/dev/random': '1 8',
  '/dev/urandom': '1 9',
}

export const NSPAWN_REQUIREMENTS: Requirements = {
  programs: { 'systemd-nspawn': 'systemd-container', mount: 'mount' },
  missing: async () => [],
  async check() {
    await cgroupsFolder()
    await requireDevices()
  },
}

/**
 * A container boots only where all devices are. A program of root's that replaces the file it writes to has made a file of
 * more than one machine's /dev/null. Throws `lab`.
 */
export async function requireDevices(devices: Readonly<Record<string, string>> = DEVICES): Promise<void> {
  for (const [path, numbers] of Object.entries(devices)) {
    if (
      await stat(path).then(
        (found) => found.isCharacterDevice(),
        () => false,
      )
    )
      continue
    throw new EvenkeelError('lab', `Cannot run a lab of containers: ${path} is no device on this machine`, {
      hint: `rm -f ${path}; mknod -m 666 ${path} c ${numbers}`,
    })
  }
}
