import { PassThrough } from 'node:stream'
import test from 'ava'
import { tableLines, wrapped } from '../../../../cli/view/columns.ts'
import { metricsText } from '../../../../cli/view/status/metrics.ts'
import { Screen } from '../../../../cli/view/status/screen.ts'
import { sharedPools } from '../../../../cli/view/status/servers.ts'
import { statusText } from '../../../../cli/view/status/status.ts'
import { plain } from '../paints.ts'
import { large, pool, server, small } from './samples.ts'

const style = { paint: plain, width: 80, isWhole: false }

test('statusText() shows three hosts on one screen', (t) => {
  t.is(
    statusText(small, style),
    `Web tier: healthy                                        2026-11-30 23:00:25 UTC

ADDRESS      HOLDER      STANDBY  ASKED ON THE SEGMENT
10.77.0.100  lb1 (eth0)  lb2      client1: lb1

FRONTEND  STATE  CONNECTIONS  RATE  ON                  AT
web       open            12   6/s  lb1, lb2 (HAProxy)  10.77.0.100:80

web_servers (HAProxy, roundrobin) on lb1, lb2
  SERVER  STATE  WEIGHT  CONNECTIONS   RATE  CHECK
  web1    up          1            3  1.5/s  L7OK/200

HOST  DRIFT  LAST RUN
lb1   no     20261130-225720-9bpy apply by anna@desk
lb2   no     20261130-225720-9bpy apply by anna@desk
web1  no     20261130-225720-9bpy apply by anna@desk
`,
  )
})

test('statusText() shows sixty hosts on one screen, what is not right first', (t) => {
  t.is(
    statusText(large, style),
    `Web tier: not healthy, 3 problems                        2026-11-30 23:00:25 UTC
✗ lb1, lb2: web_servers: web7 is DOWN (L4CON)
✗ Cannot reach web7 at 10.77.0.27:22: nothing answers there, and it is worth to
  look at its power
✗ web8: drift: file:/etc/motd not as described
○ lb1, lb2: web_servers: web9 is DRAIN

ADDRESS      HOLDER      STANDBY  ASKED ON THE SEGMENT
10.77.0.100  lb1 (eth0)  lb2      client1: lb1

FRONTEND  STATE  CONNECTIONS  RATE  ON                  AT
web       open            12   6/s  lb1, lb2 (HAProxy)  10.77.0.100:80

web_servers (HAProxy, roundrobin) on lb1, lb2
  SERVER                    STATE  WEIGHT  CONNECTIONS   RATE  SEEN BY  CHECK
  web7                      DOWN        1            0    0/s           L4CON
  web9                      DRAIN       1            3  1.5/s  lb1      L7OK/200
  web[1-6,8,10-56], 54      up          1          324  162/s           L7OK/200
   servers
  web9                      up          1            3  1.5/s  lb2      L7OK/200

DATABASE  ENGINE   STATE             LAG  EPOCH  SEMI-SYNC  REPLICATION
db1       mariadb  open, the writer  0 s      7  on         running
db2       mariadb  no answer

HOST                      DRIFT        LOCK      LAST RUN
web7                      not reached
web8                      yes (1)                20261130-225720-9bpy apply by …
lb1, lb2, db1, db2,       no                     20261130-225720-9bpy apply by …
 web[1-6,9,11-56], 57
 hosts
web10                     no           ben@desk  20261130-225720-9bpy apply by …
`,
  )
})

test('statusText() has no line that is longer than the terminal, and names every server and host with -v', (t) => {
  for (const status of [small, large])
    for (const width of [60, 80, 120])
      for (const line of statusText(status, { ...style, width }).split('\n')) t.true(line.length <= width, line)
  const whole = statusText(large, { ...style, isWhole: true })
  for (const { host } of large.hosts)
    t.true(
      whole.split('\n').some((line) => line.startsWith(`${host} `)),
      host,
    )
  for (const name of ['web1', 'web56']) t.true(whole.includes(`\n  ${name} `), name)
})

test('sharedPools() adds up balancers that see the same, and names those that do not', (t) => {
  const [shared] = sharedPools(
    [pool('lb1', [server('web1'), server('web2')]), pool('lb2', [server('web1'), server('web2', { weight: 0 })])],
    false,
  )
  t.deepEqual(
    shared?.rows.map(({ names, on, connections, weight }) => [names, on, connections, weight]),
    [
      [['web1'], [], 6, 1],
      [['web2'], ['lb1'], 3, 1],
      [['web2'], ['lb2'], 3, 0],
    ],
  )
})

test('tableLines() leaves out empty columns, and cuts what does not fit', (t) => {
  const columns = [{ heading: 'A' }, { heading: 'B' }, { heading: 'NUMBER', align: 'right' as const }, { heading: 'C' }]
  const { heading, rows } = tableLines(columns, [['x', '', '12', 'a text that is longer than the line']], 30)
  t.is(heading, 'A  NUMBER  C')
  t.deepEqual(rows, [['x      12  a text that is lon…']])
  const [names = []] = tableLines(columns, [['  web[1-6], web8, 7 servers', '', '12', 'ok']], 28).rows
  t.deepEqual(names, ['  web[1-6],           12  ok', '   web8, 7', '   servers'])
})

test('wrapped() breaks at blanks and indents', (t) => {
  t.deepEqual(wrapped('✗ one two three', 9), ['✗ one two', '  three'])
})

test('metricsText() is in the text format of Prometheus', (t) => {
  const text = metricsText(large)
  for (const line of text.trimEnd().split('\n'))
    t.regex(line, /^(# (HELP|TYPE) evenkeel_\w+ .+|evenkeel_\w+\{[^}]*\} [\d.]+)$/)
  const has = (line: string) => t.true(text.split('\n').includes(line), line)
  has('evenkeel_healthy{playbook="Web tier"} 0')
  has('evenkeel_problems{playbook="Web tier"} 3')
  has('evenkeel_vip_holder{playbook="Web tier",address="10.77.0.100",host="lb1"} 1')
  has('evenkeel_vip_holder{playbook="Web tier",address="10.77.0.100",host="lb2"} 0')
  has('evenkeel_server_up{playbook="Web tier",balancer="lb1",program="HAProxy",pool="web_servers",server="web7"} 0')
  has('evenkeel_host_reached{playbook="Web tier",host="web7"} 0')
  has('evenkeel_host_drift_resources{playbook="Web tier",host="web8"} 1')
  has('evenkeel_database_open{playbook="Web tier",host="db1",engine="mariadb"} 1')
  t.false(text.includes('evenkeel_host_drift_resources{playbook="Web tier",host="web7"}'))
  t.true(metricsText({ ...small, playbook: 'a "b" \\' }).includes('playbook="a \\"b\\" \\\\"'))
})

function recorded(terminal: object) {
  const output = Object.assign(new PassThrough(), terminal)
  let printed = ''
  output.on('data', (chunk: Buffer) => {
    printed += chunk.toString()
  })
  return { output, printed: () => printed }
}

test('Screen draws in the same place on a terminal, and cuts what is too high', (t) => {
  const { output, printed } = recorded({ isTTY: true, rows: 5, columns: 80 })
  const screen = new Screen(output)
  screen.show('one\ntwo\n')
  screen.show('1\n2\n3\n4\n5\n6\n')
  screen.end()
  const [first = '', second = '', third = ''] = printed().split('\x1b[H')
  t.is(first, '\x1b[?25l\x1b[2J')
  t.is(second, 'one\x1b[K\ntwo\x1b[K\n\x1b[J')
  t.is(
    third,
    '1\x1b[K\n2\x1b[K\n3\x1b[K\n… 3 more lines: evenkeel status without --watch shows them\x1b[K\n\x1b[J\x1b[?25h',
  )
})

test('Screen prints one text after the other where there is no terminal', (t) => {
  const { output, printed } = recorded({})
  const screen = new Screen(output)
  screen.show('one\n')
  screen.show('two\n')
  screen.end()
  t.is(printed(), 'one\n\ntwo\n')
})
