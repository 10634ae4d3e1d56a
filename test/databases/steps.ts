import type { Json, Reading, Resource } from '../../engine/resources/resource.ts'
import { type Sh, sh } from '../../engine/shell.ts'
import { script as targetScript } from '../../engine/target/scripts.ts'
import type { DatabaseServer, Outcome } from './server.ts'

const HOME = '/var/lib/evenkeel'
const STEP = `${HOME}/runs/20260101-000000-test/stages/1/step-1`

/** Reads a resource on a server's host. Throws the probe's output if that fails. */
export async function read(server: DatabaseServer, resource: Resource): Promise<Reading<Json>> {
  const { status, output, errors } = await runSh(server, resource.probe)
  if (status !== 0) throw new Error(output + errors)
  return resource.parse(output)
}

export async function stateOf(server: DatabaseServer, resource: Resource): Promise<Json> {
  const reading = await read(server, resource)
  if ('notYet' in reading) throw new Error(reading.notYet)
  return reading.state
}

/** Converges as a run does: backup first, and blobs uploaded before each step. Throws the output of a step that fails. */
export async function converge(server: DatabaseServer, resource: Resource, from: Json, to: Json): Promise<string> {
  return runAll(server, [...resource.backup(from), ...resource.converge(from, to)])
}

/** Reads the resource, converges it to what is described, and returns the states before and after. */
export async function apply(server: DatabaseServer, resource: Resource): Promise<{ before: Json; after: Json }> {
  const before = await stateOf(server, resource)
  await converge(server, resource, before, resource.desired)
  return { before, after: await stateOf(server, resource) }
}

export async function undo(server: DatabaseServer, resource: Resource, from: Json, to: Json): Promise<string> {
  return runAll(
    server,
    resource.converge(to, from).map((one) => sh`direction=undo\n${one}`),
  )
}

async function runAll(server: DatabaseServer, scripts: readonly Sh[]): Promise<string> {
  let printed = ''
  for (const script of scripts) {
    for (const blob of script.blobs.filter(({ isHere }) => isHere)) {
      const chunks: Uint8Array[] = []
      for await (const chunk of blob.bytes()) chunks.push(chunk)
      await server.write(`${HOME}/blobs/${blob.sha256}`, Buffer.concat(chunks).toString('latin1'), 0o600)
    }
    const { status, output, errors } = await runSh(server, script, 'set -eu')
    printed += output + errors
    if (status !== 0) throw new Error(printed)
  }
  return printed
}

async function runSh(server: DatabaseServer, script: Sh, options = ''): Promise<Outcome> {
  const environment = [`EVENKEEL_HOME=${HOME}`, `EVENKEEL_STEP=${STEP}`]
  const before = `export ${environment.join(' ')}\nmkdir -p "$EVENKEEL_HOME/blobs" "$EVENKEEL_STEP"\n`
  await server.write(
    '/script.sh',
    `${before}${targetScript('environment')}\n${targetScript('prelude')}\n${options}\n${script}\n`,
  )
  return server.run('', [...server.shell, '/script.sh'])
}
