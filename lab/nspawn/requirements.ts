import type { Requirements } from '../local/requirements.ts'
import { cgroupsFolder } from './cgroup.ts'

export const NSPAWN_REQUIREMENTS: Requirements = {
  programs: { 'systemd-nspawn': 'systemd-container', mount: 'mount' },
  missing: async () => [],
  async check() {
    await cgroupsFolder()
  },
}
