import { execFile } from 'node:child_process'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import test from 'ava'
import type { Sh } from '../../../../../engine/shell.ts'
import { ask, askTimes, connectTimes } from '../../../../../roles/kit/looks/http.ts'

function run(script: Sh): Promise<{ status: number; stdout: string }> {
  return new Promise((resolve) => {
    execFile('sh', ['-c', script.script], (error, stdout) =>
      resolve({ status: error === null ? 0 : Number(error.code), stdout }),
    )
  })
}

let server: Server
let port = 0
let asked: (string | undefined)[] = []

test.before(async () => {
  server = createServer((request, response) => {
    asked.push(request.headers.host)
    response.writeHead(request.url === '/missing' ? 404 : 200).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  port = (server.address() as AddressInfo).port
})
test.after(() => server.close())

test.serial('ask() prints the status of the answer', async (t) => {
  for (const [path, status] of [
    ['/', '200'],
    ['/missing', '404'],
  ]) {
    const answer = await run(ask({ url: `http://127.0.0.1:${port}${path}` }))
    t.deepEqual([answer.status, answer.stdout.trim()], [0, status])
  }
})

test.serial('askTimes() asks so many times, with the Host header', async (t) => {
  asked = []
  const answer = await run(askTimes(3, { url: `http://127.0.0.1:${port}/`, host: 'www.example.com' }))
  t.deepEqual([answer.status, answer.stdout.trim()], [0, '3 of 3 requests were answered'])
  t.deepEqual(asked, ['www.example.com', 'www.example.com', 'www.example.com'])
})

test.serial('askTimes() and connectTimes() give up after three failures', async (t) => {
  for (const script of [askTimes(9, { url: 'http://127.0.0.1:1/' }), connectTimes(9, '127.0.0.1', 1)]) {
    const answer = await run(script)
    t.deepEqual([answer.status, answer.stdout.trim()], [1, '0 of 3 requests were answered'])
  }
})

test.serial('connectTimes() connects', async (t) => {
  const answer = await run(connectTimes(2, '127.0.0.1', port))
  t.deepEqual([answer.status, answer.stdout.trim()], [0, '2 of 2 requests were answered'])
})
