import { execFile, execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer as createPlain, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { TLSSocket } from 'node:tls'
import test from 'ava'
import { Secret } from '../../../../../engine/secrets.ts'
import { quote } from '../../../../../engine/shell.ts'
import { secretsOf } from '../../../../../roles/kit/looks/credentials.ts'
import { ask, askTimes, type Request } from '../../../../../roles/kit/looks/http.ts'
import { temporaryFolder } from '../../../../support/temporary-folder.ts'

/** Runs a request as the engine does: the secrets are variables on stdin. */
function run(request: Request, script = ask(request).script): Promise<string> {
  const set = Object.entries(secretsOf(request) ?? {}).map(([name, one]) => `${name}=${quote(one.reveal())}\n`)
  return new Promise((resolve) => {
    const { stdin } = execFile('sh', ['-c', 'exec 2>&1; eval "$(cat)"'], (_, output) => resolve(output.trim()))
    stdin?.end(`${set.join('')}${script}`)
  })
}

const folder = temporaryFolder('credentials')

/** A certificate with its key, as PEM; it is its own authority. */
function pemOf(name: string): string {
  const [key, own] = [join(folder, `${name}.key`), join(folder, `${name}.pem`)]
  const words = ['req', '-x509', '-nodes', '-newkey', 'rsa:2048', '-subj', `/CN=${name}`, '-keyout', key, '-out', own]
  execFileSync('openssl', words, { stdio: 'ignore' })
  return `${readFileSync(own, 'utf8')}${readFileSync(key, 'utf8')}`
}

const [serverPem, clientPem] = [pemOf('server'), pemOf('client')]
let server: Server
let plain: ReturnType<typeof createPlain>
const asked: {
  readonly name: unknown
  readonly user: string | undefined
  readonly authorization: string | undefined
}[] = []

function answer(request: IncomingMessage, response: ServerResponse): void {
  const socket = request.socket as Partial<TLSSocket>
  const user = socket.getPeerCertificate?.().subject?.CN
  asked.push({ name: socket.servername, user: [user].flat()[0], authorization: request.headers.authorization })
  response.writeHead(request.headers.authorization === undefined ? 401 : 204).end()
}

test.before(async () => {
  server = createServer({ cert: serverPem, key: serverPem, ca: clientPem, requestCert: true }, answer)
  plain = createPlain(answer)
  for (const one of [server, plain]) await new Promise<void>((resolve) => one.listen(0, '127.0.0.1', resolve))
})
test.after(() => [server, plain].map((one) => one.close()))

const portOf = (one: { address(): unknown }) => (one.address() as AddressInfo).port

test.serial('a request has the password and the certificate of its secrets', async (t) => {
  const headers = { Authorization: new Secret('Basic "a\\b"$(id)', 'a test'), 'X-A': '1' }
  const request = { url: `https://127.0.0.1:${portOf(server)}/`, host: 'a.example', headers }
  t.is(await run({ ...request, client_certificate: new Secret(clientPem, 'a test') }), '204')
  t.deepEqual(asked.splice(0), [{ name: 'a.example', user: 'client', authorization: 'Basic "a\\b"$(id)' }])
})

test.serial('a request without secrets has none', async (t) => {
  t.is(await run({ url: `http://127.0.0.1:${portOf(plain)}/`, host: 'a.example' }), '401')
})

for (const [expected, said] of [
  [[200, '400-404'], '2 of 2 requests were answered'],
  [[], '2 of 2 requests were answered'],
  [[204], 'HTTP 401\nHTTP 401\n0 of 2 requests were answered'],
] as const)
  test.serial(`askTimes() expects ${expected.join(' or ') || 'any status'}`, async (t) => {
    const request = { url: `http://127.0.0.1:${portOf(plain)}/` }
    t.is(await run(request, askTimes(2, request, [...expected]).script), said)
  })
