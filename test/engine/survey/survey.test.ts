import { readFileSync } from 'node:fs'
import test from 'ava'
import { EvenkeelError } from '../../../engine/errors/error.ts'
import { readSurvey } from '../../../engine/survey/survey.ts'

/** A host beside another one with keepalived 2.2.7, read with tcpdump 4.99.3. */
const CAPTURED = readFileSync(new URL('fixtures/beside-keepalived.txt', import.meta.url), 'utf8')
/** The host's clock when that was read, in milliseconds. */
const READ_AT = Number(/^clock 0 10\n(\d+)/.exec(CAPTURED)?.[1]) * 1000

test('readSurvey() reads listeners, the firewall and the adverts of another cluster', (t) => {
  t.deepEqual(readSurvey(CAPTURED, 'lb1', { before: READ_AT, after: READ_AT + 4000 }), {
    clockAhead: 0,
    firewall: 'none',
    listeners: [
      { protocol: 'tcp', address: '0.0.0.0', port: 22, program: 'sshd' },
      { protocol: 'tcp', address: '[::]', port: 22, program: 'sshd' },
    ],
    adverts: { heard: [{ interface: 'eth0', from: '10.99.0.66', routerId: 51 }] },
    missing: [],
  })
})

for (const { title, offset, ahead } of [
  { title: 'a clock between both times is in step', offset: -2000, ahead: 0 },
  { title: 'a clock that is ahead', offset: -70_000, ahead: 66 },
  { title: 'a clock that is behind', offset: 90_000, ahead: -90 },
])
  test(`readSurvey(): ${title}`, (t) => {
    const times = { before: READ_AT + offset, after: READ_AT + offset + 4000 }
    t.is(readSurvey(CAPTURED, 'lb1', times).clockAhead, ahead)
  })

/** A frame as a host prints it. */
const frame = (label: string, status: number, output: string) => `${label} ${status} ${output.length}\n${output}\n`

test('readSurvey() reads interfaces behind addresses, and sockets of the kernel', (t) => {
  const printed = frame(
    'listeners',
    0,
    'udp UNCONN 0 0 127.0.0.53%lo:53 0.0.0.0:* users:(("systemd-resolve",pid=1,fd=12))\nudp UNCONN 0 0 [fe80::1]%eth0:546 [::]:*\ntcp LISTEN 0 64 *:2049 *:*',
  )
  t.deepEqual(readSurvey(printed, 'web1', { before: 0, after: 0 }).listeners, [
    { protocol: 'udp', address: '127.0.0.53', port: 53, program: 'systemd-resolve' },
    { protocol: 'udp', address: '[fe80::1]', port: 546, program: undefined },
    { protocol: 'tcp', address: '*', port: 2049, program: undefined },
  ])
})

test('readSurvey() says what could not be looked at, instead of nothing', (t) => {
  const printed = [frame('listeners', 127, 'ss is not installed'), frame('adverts', 127, 'tcpdump is not installed')]
  const survey = readSurvey(printed.join(''), 'lb1', { before: 0, after: 0 })
  t.is(survey.listeners, undefined)
  t.is(survey.adverts, undefined)
  t.is(survey.firewall, 'unknown')
  t.deepEqual(survey.missing, ['ss is not installed', 'tcpdump is not installed'])
})

test('readSurvey() takes a tcpdump that failed for no silence', (t) => {
  const printed = frame('adverts', 0, 'eth0 ended 124\neth1 ended 1\neth2 ended 143')
  t.deepEqual(readSurvey(printed, 'lb1', { before: 0, after: 0 }).missing, ['tcpdump fails on eth1'])
})

test('readSurvey() refuses an answer that is cut off', (t) => {
  const error = t.throws(() => readSurvey(CAPTURED.slice(0, 100), 'lb1', { before: 0, after: 0 }), {
    instanceOf: EvenkeelError,
  })
  t.is(error?.code, 'lost')
})
