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
  /** The name that earlier releases gave it, if that is another one, and the title that it must have to be this unit. */
  readonly former: readonly [] | readonly [name: string, title: string]
  readonly content: Blob
}

export interface BootUnitParts {
  /** Such as `address-10.0.0.9/32-lo`; no two resources have the same one. */
  readonly topic: string
  /** Such as `Address 10.0.0.9/32 on lo`. */
  readonly title: string
  /** After the title: `via 10.0.0.1`. */
  readonly via?: string | undefined
  /** Must hold no quotes, dollar or percent signs. */
  readonly command: string
  /** The unit waits for the network's own configuration, too. */
  readonly afterNetwork: boolean
}

/** The unit runs after the sysctls (rule 2) and the kernel modules. */
export function bootUnit({ topic, title, via, command, afterNetwork }: BootUnitParts): BootUnit {
  const name = `evenkeel-${unitNameOf(topic)}.service`
  // Different topics could have the same name: fd00::1:1 and fd00:1::1, br_lan and br-lan.
  const formerName = `evenkeel-${topic.replaceAll(/[^A-Za-z0-9.]+/g, '-')}.service`
  const after = ['systemd-sysctl.service', 'systemd-modules-load.service', 'network-pre.target']
  if (afterNetwork) after.push('networking.service', 'systemd-networkd.service', 'NetworkManager.service')
  const content = Blob.of(`# evenkeel
[Unit]
Description=${via === undefined ? title : `${title} via ${via}`}
After=${after.join(' ')}
Before=${afterNetwork ? 'network-online.target' : 'network.target'}

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/bin/sh -c 'for try in 1 2 3 4 5 6 7 8 9 10; do ${command} && exit 0; sleep 1; done; exit 1'

[Install]
WantedBy=multi-user.target
`)
  return { name, former: formerName === name ? [] : [formerName, title], content }
}

/** An address with its length has no minus, and an interface no colon, slash or space: so no two topics become one name. */
function unitNameOf(topic: string): string {
  return topic.replaceAll(/[/ ]/g, '-').replaceAll('@', ':').replaceAll(/[()]/g, '')
}

export function unitFileOf({ content }: BootUnit): UnitFile {
  return { sha256: content.sha256, size: content.size }
}

/** Prints `unit SHA256 SIZE`, or nothing if the unit is absent or not enabled. */
export function probeBootUnit(unit: BootUnit): Sh {
  return sh`read_boot_unit ${[unit.name, ...unit.former]}`
}

export function parseBootUnit(output: string): UnitFile | null {
  const [, sha256, size] = output.match(/^unit ([0-9a-f]{64}) (\d+)$/m) ?? []
  return sha256 === undefined ? null : { sha256, size: Number(size) }
}

export function convergeBootUnit(unit: BootUnit, file: UnitFile | null): Sh {
  if (file === null) return sh`remove_boot_unit ${[unit.name, ...unit.former]}`
  const content = file.sha256 === unit.content.sha256 ? unit.content : Blob.named({ ...file, secret: false })
  return sh`put_boot_unit ${unit.name} ${content} ${content.sha256} ${unit.former}`
}
