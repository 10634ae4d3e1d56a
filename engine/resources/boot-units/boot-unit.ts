import { Blob } from '../../blob.ts'
import { type Sh, sh } from '../../shell.ts'

/** The content of a unit file, as a blob's name. */
export type UnitFile = {
  readonly sha256: string
  /** Bytes. */
  readonly size: number
}

/** A systemd unit that runs one command at boot, so that a setting of the kernel survives a reboot (rule 3). */
export interface BootUnit {
  readonly name: string
  readonly path: string
  readonly content: Blob
}

/**
 * `command` must hold no quotes, dollar or percent signs. The unit runs after the sysctls (rule 2) and the kernel
 * modules, and with `afterNetwork` also after the network's own configuration.
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

/** Prints `unit SHA256 SIZE`, or nothing if the unit is absent or not enabled. */
export function probeBootUnit(unit: BootUnit): Sh {
  return sh`read_boot_unit ${unit.name}`
}

export function parseBootUnit(output: string): UnitFile | null {
  const [, sha256, size] = output.match(/^unit ([0-9a-f]{64}) (\d+)$/m) ?? []
  return sha256 === undefined ? null : { sha256, size: Number(size) }
}

export function backupBootUnit(unit: BootUnit, file: UnitFile | null): readonly Sh[] {
  return file === null ? [] : [sh`keep_file ${unit.path} ${file.sha256}`]
}

export function convergeBootUnit(unit: BootUnit, file: UnitFile | null): Sh {
  if (file === null) return sh`remove_boot_unit ${unit.name}`
  const content = file.sha256 === unit.content.sha256 ? unit.content : Blob.named({ ...file, secret: false })
  return sh`put_boot_unit ${unit.name} ${content}`
}
