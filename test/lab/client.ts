import { setTimeout as sleep } from 'node:timers/promises'
import { quote } from '../../engine/shell.ts'
import type { Cluster } from './cluster.ts'

/** The response to one request. */
export interface Reply {
  /** 0 without a response. */
  readonly status: number
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

const CLIENT = 'client1'

/** Sends one request from the client, with `words` for curl. Does not verify certificates. */
export async function ask(cluster: Cluster, ...words: string[]): Promise<Reply> {
  const answer = await cluster.tryOn(CLIENT, `curl -ski -m 10 ${words.map(quote).join(' ')}`)
  const [head = '', ...rest] = answer.stdout.split('\r\n\r\n')
  const [first = '', ...lines] = head.split('\r\n')
  const headers = Object.fromEntries(
    lines.map((line): [string, string] => {
      const colon = line.indexOf(':')
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]
    }),
  )
  return { status: Number(first.split(' ')[1] ?? 0), headers, body: rest.join('\r\n\r\n') }
}

/** Sends requests, each over its own connection, and counts the answers of each server by its name in the body. */
export async function spread(cluster: Cluster, count: number, ...words: string[]): Promise<Record<string, number>> {
  const one = `curl -sk -m 10 ${words.map(quote).join(' ')} | grep -oE '[a-z]+[0-9]+' | head -n 1`
  const output = await cluster.on(
    CLIENT,
    `for number in $(seq ${count}); do ${one} | grep . || echo nobody; done | sort | uniq -c`,
  )
  const lines = output.trim().split('\n')
  return Object.fromEntries(
    lines.map((line): [string, number] => {
      const [times = '0', who = ''] = line.trim().split(/\s+/)
      return [who, Number(times)]
    }),
  )
}

/** Waits until a request is answered with this status. Throws the other statuses after a minute. */
export async function untilStatus(cluster: Cluster, status: number, ...words: string[]): Promise<void> {
  const seen: number[] = []
  for (const deadline = Date.now() + 60_000; Date.now() < deadline; await sleep(500)) {
    const reply = await ask(cluster, ...words)
    if (reply.status === status) return
    seen.push(reply.status)
  }
  throw new Error(`${words.join(' ')} was answered with ${seen.join(', ')} instead of ${status}`)
}

/** Subject, names, issuer, SHA-256 fingerprint and dates of the certificate for a name. */
export function certificate(cluster: Cluster, address: string, name: string): Promise<string> {
  const seen = `openssl s_client -connect ${address} -servername ${name} </dev/null 2>/dev/null`
  return cluster.on(
    CLIENT,
    `${seen} | openssl x509 -noout -subject -issuer -ext subjectAltName -fingerprint -sha256 -dates`,
  )
}
