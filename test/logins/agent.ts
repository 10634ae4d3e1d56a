import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { ExecutionContext } from 'ava'
import { runProgram } from '../../lab/command.ts'
import type { Sshd } from './sshd.ts'

/** Starts OpenSSH's agent with these keys of the client, and returns its socket. It ends with the test. */
export async function agentWith(t: ExecutionContext, sshd: Sshd, ...keys: readonly string[]): Promise<string> {
  const socket = sshd.path('agent')
  const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: ['ignore', 'pipe', 'ignore'] })
  await once(agent.stdout, 'data')
  t.teardown(() => agent.kill())
  for (const key of keys)
    await runProgram('ssh-add', ['-q', sshd.path(key)], { environment: { SSH_AUTH_SOCK: socket } })
  return socket
}
