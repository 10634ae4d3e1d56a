import { Blob } from '../blob.ts'
import { type Sh, sh } from '../shell.ts'

/** A unit file, by its content; what {@link Blob} calls its name without the secret. */
export type UnitFile = { readonly sha256: string /** bytes */; readonly size: number }

/** A systemd unit that runs one command at boot; for what only lives in the kernel, it survives a reboot (rule 3). */
export interface BootUnit {
  readonly name: string
  readonly path: string
  readonly content: Blob
}

/**
 * `command` holds no quotes, dollars or percent signs. At boot it comes after the sysctls (rule 2) and modules, and
 * `afterNetwork` says whether the network's own configuration has to be there before.
 */
export function bootUnit(topic: string, description: string, command: string, afterNetwork: boolean): BootUnit {
  const name = `evenkeel-${topic.replaceAll(/[^A-Za-z0-9.]+/g, '-')}.service`
  const after = ['systemd-sysctl.service', 'systemd-modules-load.service', 'network-pre.target']
  if (afterNetwork) after.push('networking.service', 'systemd-networkd.service', 'NetworkManager.service')
  const content = Blob.of(`# evenkeel
[Unit]
Description=${description}
After=${after.join(' ')}
Before=${afterNetwork ? 'network-online.target' : 'network.target'}

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/bin/sh -c 'for try in 1 2 3 4 5 6 7 8 9 10; do ${command} && exit 0; sleep 1; done; exit 1'

[Install]
WantedBy=multi-user.target
`)
  return { name, path: `/etc/systemd/system/${name}`, content }
}

export function unitFileOf({ content }: BootUnit): UnitFile {
  return { sha256: content.sha256, size: content.size }
}

/** `unit SHA256 SIZE`, or nothing where the unit is not there or not enabled. */
export function probeUnit(unit: BootUnit): Sh {
  return sh`read_boot_unit ${unit.name}`
}

export function parseUnit(output: string): UnitFile | null {
  const [, sha256, size] = output.match(/^unit ([0-9a-f]{64}) (\d+)$/m) ?? []
  return sha256 === undefined ? null : { sha256, size: Number(size) }
}

export function keepUnit(unit: BootUnit, file: UnitFile | null): readonly Sh[] {
  return file === null ? [] : [sh`keep_file ${unit.path} ${file.sha256}`]
}

export function convergeUnit(unit: BootUnit, file: UnitFile | null): Sh {
  if (file === null) return sh`remove_boot_unit ${unit.name}`
  const content = file.sha256 === unit.content.sha256 ? unit.content : Blob.named({ ...file, secret: false })
  return sh`put_boot_unit ${unit.name} ${content}`
}
