import { EvenkeelError } from '../../engine/errors/error.ts'
import { SshConfig } from '../../engine/host/ssh-config.ts'
import { runProgram } from '../command.ts'
import { withoutComment } from '../keys.ts'
import type { LabHost } from '../layout.ts'
import type { Login } from '../login.ts'

/** Seconds for an answer of a host's ssh server. */
const LIMIT = 60

/** Where ssh reaches a host: as `vagrant ssh-config` says, or at its own address, if the inventory names a port. */
export function addressIn(sshConfig: string, { name, address, port }: LabHost): { hostName: string; port: number } {
  if (port !== undefined) return { hostName: address, port }
  const settings = SshConfig.parse(sshConfig).lookUp({ name, address: name, user: undefined })
  return { hostName: settings.get('hostname')?.[0] ?? address, port: Number(settings.get('port')?.[0] ?? 22) }
}

/** How ssh reaches a host, with its keys. They are trusted as seen: the host has just been made. */
export async function loginOf(sshConfig: string, host: LabHost): Promise<Login> {
  const { hostName, port } = addressIn(sshConfig, host)
  const scanned = await runProgram('ssh-keyscan', ['-T', String(LIMIT), '-p', String(port), hostName]).catch(() => '')
  const hostKeys = keysIn(scanned)
  if (hostKeys.length > 0) return { host: host.name, hostName, port, hostKeys }
  throw new EvenkeelError('lab', `Cannot read the host keys of ${host.name}: no answer at ${hostName}, port ${port}`, {
    host: host.name,
  })
}

/** The keys in the output of ssh-keyscan, `HOST TYPE BASE64` in each line. */
export function keysIn(scanned: string): string[] {
  return scanned
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => withoutComment(line.slice(line.indexOf(' ') + 1)))
}
