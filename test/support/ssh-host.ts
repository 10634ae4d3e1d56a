import { spawn } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ExecutionContext } from 'ava'
import { LocalHost } from './local-host.ts'
import { type Behaviour, clientFolder, startServer } from './ssh-server.ts'

export interface SshHost {
  readonly host: LocalHost
  /** A folder with `hosts.yml`, which names the host web1, and with `site.yml`. */
  readonly folder: string
  /** The ssh_config with which the host is reached. */
  readonly sshConfig: string
}

/** Runs each command of a login in the scratch folder of a host. */
export function runningOn(host: LocalHost): Behaviour {
  return (line, channel) => {
    const child = spawn('/bin/sh', ['-c', line], { env: host.environment, cwd: '/' })
    channel.pipe(child.stdin)
    child.stdin.on('error', () => undefined)
    child.stdout.on('data', (chunk) => channel.write(chunk))
    child.stderr.on('data', (chunk) => channel.stderr.write(chunk))
    child.on('close', (code) => {
      channel.exit(code ?? 255)
      channel.end()
    })
  }
}

/** A {@link LocalHost} behind a real SSH server, for programs that log in. It ends with the test. */
export async function sshHost(t: ExecutionContext, playbook: (host: LocalHost) => string): Promise<SshHost> {
  const host = await LocalHost.make('web1')
  const server = await startServer({ behave: runningOn(host) })
  t.teardown(async () => {
    server.close()
    await host.untilQuiet()
    await host.remove()
  })
  const { folder, config } = clientFolder(`[127.0.0.1]:${server.port} ${server.publicKey}\n`)
  await writeFile(join(folder, 'hosts.yml'), `all: { hosts: { web1: { host: 127.0.0.1, port: ${server.port} } } }\n`)
  await writeFile(join(folder, 'site.yml'), playbook(host))
  return { host, folder, sshConfig: config }
}
