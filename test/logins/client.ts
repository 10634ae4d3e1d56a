import type { ExecutionContext } from 'ava'
import { EvenkeelError } from '../../engine/errors/error.ts'
import { type ConnectorOptions, connector } from '../../engine/host/connect.ts'
import type { Connection, HostTarget } from '../../engine/host/connection.ts'
import type { Sshd } from './sshd.ts'

/** Logs in as evenkeel does. The connection ends with the test. */
export async function logIn(
  t: ExecutionContext,
  sshd: Sshd,
  config: string,
  { target, ...options }: ConnectorOptions & { readonly target?: Partial<HostTarget> } = {},
): Promise<Connection> {
  const connect = connector({ sshConfig: config, ...options })
  const connection = await connect({ name: 'lb1', address: '127.0.0.1', port: sshd.port, ...target })
  t.teardown(() => connection.close())
  return connection
}

/** Passes if a command runs over the connection. */
export async function isIn(t: ExecutionContext, connection: Promise<Connection>): Promise<void> {
  t.is((await (await connection).script('echo in')).stdout, 'in\n')
}

/** The error of a login that is refused. */
export async function refusal(t: ExecutionContext, work: Promise<unknown>): Promise<EvenkeelError> {
  return (await t.throwsAsync(work, { instanceOf: EvenkeelError })) as EvenkeelError
}
