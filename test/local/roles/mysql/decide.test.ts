import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { shells } from '../../../support/scratch.ts'

const PARTS = ['engine/target/databases/gtid.sh', 'roles/mysql/writer/clock.sh', 'roles/mysql/writer/decide.sh']
const functions = PARTS.map((path) => readFileSync(new URL(`../../../../${path}`, import.meta.url), 'utf8')).join('\n')

/** A closed server with the VIP, whose peer answers, is closed too, and has nothing that this server lacks. */
const CLOSED = {
  ENGINE: 'mariadb',
  VIP: '10.0.0.5',
  WITNESSES: '10.0.0.1',
  now: '100000',
  server: 'answers',
  answered: '100000',
  open: 'no',
  hold: 'yes',
  held: '90000',
  server_id: '1',
  lineage: 'aa',
  epoch: '1',
  in_step: '1',
  gtid: '1-1-5',
  channel: 'running',
  stuck: 'no',
  peer: 'answers',
  peer_open: 'no',
  peer_server_id: '2',
  peer_lineage: 'aa',
  peer_epoch: '1',
  peer_gtid: '1-1-5',
  peer_holds_data: '0',
  peer_channel: 'running',
  met: '100000',
  started: '1000',
  witness: 'answers',
  witness_of_vip: 'answers',
  lost_vip: '90000',
  peer_semisync_status: 'OFF',
}
const OPEN = { ...CLOSED, open: 'yes' }
const ALONE = { ...CLOSED, peer: 'silent', met: '99000' }
const OPEN_ALONE = { ...ALONE, open: 'yes' }

type Seen = Partial<typeof CLOSED>

/** What is seen, the files in the run folder, and the action, `vip` and a part of the reason that follow. */
const RULES: readonly (readonly [string, Seen, Readonly<Record<string, string>>, string, string, RegExp])[] = [
  ['opens when all of the peer is applied', CLOSED, {}, 'open', '0', /all of the peer/],
  ['waits for a transaction of the peer', { ...CLOSED, peer_gtid: '1-1-5,2-2-1' }, {}, 'nothing', '0', /2-2-1\.\.1/],
  [
    'leaves the VIP to the peer if its channel is broken',
    { ...CLOSED, peer_gtid: '1-1-6', channel: 'broken' },
    {},
    'nothing',
    '1',
    /1-1-6/,
  ],
  [
    'waits while the peer is open',
    { ...CLOSED, peer_open: 'yes' },
    {},
    'nothing',
    '0',
    /waiting for the peer to close/,
  ],
  ['opens over a superseded peer', { ...CLOSED, epoch: '2', peer_gtid: '2-2-9' }, {}, 'open', '0', /superseded/],
  ['closes when it is superseded', { ...OPEN, peer_epoch: '2' }, {}, 'close', '1', /superseded/],
  ['closes beside a peer of another history', { ...CLOSED, peer_lineage: 'bb' }, {}, 'close', '1', /must be joined/],
  [
    'opens a new pair',
    { ...CLOSED, lineage: '', peer_lineage: '', epoch: '0', peer_epoch: '0' },
    {},
    'open',
    '0',
    /first/,
  ],
  [
    'does not open an empty server beside data',
    { ...CLOSED, lineage: '', peer_lineage: '', peer_holds_data: '1' },
    {},
    'nothing',
    '1',
    /holds data/,
  ],
  ['stays open', OPEN, {}, 'nothing', '0', /the VIP is here/],
  ['closes without the VIP', { ...OPEN, hold: 'no' }, {}, 'close', '0', /is not here/],
  ['closes one of two open servers', { ...OPEN, peer_open: 'yes', server_id: '3' }, {}, 'close', '0', /both/],
  ['closes when nothing can be written', { ...OPEN, stuck: 'yes' }, {}, 'close', '1', /disk/],
  ['closes when the peer has the VIP too', { ...OPEN, witness_of_vip: 'silent' }, {}, 'close', '1', /elsewhere/],
  [
    'keeps the VIP while its server restarts',
    { ...CLOSED, server: 'down', answered: '99950' },
    {},
    'close',
    '0',
    /down/,
  ],
  ['gives the VIP up without its server', { ...CLOSED, server: 'hangs', answered: '99000' }, {}, 'close', '1', /hangs/],
  ['opens nothing during a switchover', CLOSED, { yield: '100100' }, 'nothing', '0', /switchover/],
  ['opens after the deadline of a switchover', CLOSED, { yield: '99999' }, 'open', '0', /all of the peer/],
  [
    'closes an open server during a switchover that never closed it',
    { ...OPEN_ALONE, witness: 'silent' },
    { yield: '100100' },
    'close',
    '0',
    /isolated/,
  ],
  [
    'does not open alone if the peer was ahead when they last met',
    { ...ALONE, peer_epoch: '2' },
    {},
    'nothing',
    '0',
    /its epoch was 2/,
  ],
  ['gives the VIP up when it is told to', CLOSED, { 'give-up': '100100' }, 'open', '1', /all of the peer/],
  ['opens alone with a witness', ALONE, {}, 'open-alone', '0', /does not answer/],
  ['does not open alone without its witness', { ...ALONE, witness: 'silent' }, {}, 'nothing', '0', /neither/],
  [
    'does not open alone where the VIP is elsewhere',
    { ...ALONE, witness_of_vip: 'silent' },
    {},
    'nothing',
    '0',
    /elsewhere/,
  ],
  ['does not open alone before an old writer has closed', { ...ALONE, held: '99800' }, {}, 'nothing', '0', /for sure/],
  ['waits for a peer that does not wait for it', { ...ALONE, held: '99500' }, {}, 'nothing', '0', /for sure/],
  [
    'opens earlier if commits wait for it',
    { ...ALONE, held: '99500', peer_semisync_status: 'ON' },
    {},
    'open-alone',
    '0',
    /./,
  ],
  [
    'opens earlier if no server listens on the peer',
    { ...ALONE, held: '99800', peer: 'refuses' },
    {},
    'open-alone',
    '0',
    /./,
  ],
  ['does not open alone with old data', { ...ALONE, in_step: '0' }, {}, 'nothing', '0', /last met/],
  ['does not open alone in doubt', ALONE, { 'in-doubt': '1' }, 'nothing', '1', /another server/],
  [
    'does not open after a boot without a witness',
    { ...ALONE, met: '0', witness: 'none', witness_of_vip: 'none' },
    {},
    'nothing',
    '0',
    /since the boot/,
  ],
  ['waits for the peer after a boot', { ...ALONE, met: '0', started: '99000' }, {}, 'nothing', '0', /60 seconds/],
  [
    'opens alone if an operator vouches',
    { ...ALONE, in_step: '0', witness: 'silent' },
    { 'open-alone': '100100' },
    'open-alone',
    '0',
    /vouches/,
  ],
  ['stays open without its peer', OPEN_ALONE, {}, 'nothing', '0', /the VIP is here/],
  ['closes when it is isolated', { ...OPEN_ALONE, witness: 'silent' }, {}, 'close', '0', /isolated/],
  [
    'closes when another server has the VIP',
    { ...OPEN_ALONE, witness_of_vip: 'silent' },
    {},
    'close',
    '1',
    /another server/,
  ],
]

for (const shell of shells) {
  test(`decide() follows its rules (${shell.join(' ')})`, (t) => {
    for (const [title, seen, files, action, vip, reason] of RULES) {
      const folder = mkdtempSync(join(tmpdir(), 'evenkeel-'))
      const variables = Object.entries(seen).map(([name, value]) => `${name}='${value}'`)
      const written = Object.entries(files).map(([name, time]) => `echo ${time} >"$RUN/${name}"`)
      const ending = ['decide', 'echo "$action/$vip"', 'echo "$reason"']
      const script = [functions, `RUN='${folder}'`, ...variables, ...written, ...ending].join('\n')
      const [program = '', ...words] = shell
      const { stdout, stderr } = spawnSync(program, words, { input: script, encoding: 'utf8' })
      rmSync(folder, { recursive: true })
      const [decided, why = ''] = stdout.split('\n')
      t.is(decided, `${action}/${vip}`, `${title}: ${why} ${stderr}`)
      t.regex(why, reason, title)
    }
  })
}

/** What a server has, what its peer had after that, what it has later, and the relation. */
const RELATIONS: readonly (readonly [string, string, string, string])[] = [
  ['1-1-5', '1-1-5', '1-1-5', 'equal'],
  ['1-1-5,2-2-3', '1-1-5', '1-1-5,2-2-3', 'ahead'],
  ['1-1-5', '1-1-5,2-2-3', '1-1-5', 'behind'],
  ['1-1-5,2-2-3', '1-1-6', '1-1-5,2-2-3', 'fork'],
  // It writes while its peer is read.
  ['1-1-5', '1-1-9', '1-1-12', 'equal'],
  ['1-1-5,2-2-3', '1-1-9', '1-1-12,2-2-3', 'ahead'],
  ['1-1-5', '1-1-9,2-2-3', '1-1-12', 'behind'],
]

for (const shell of shells) {
  test(`gtid_relation() takes no transaction for the peer's own that came meanwhile (${shell.join(' ')})`, (t) => {
    for (const [before, peer, later, relation] of RELATIONS) {
      const script = [functions, 'ENGINE=mariadb', `gtid_relation '${before}' '${peer}' '${later}'`, 'echo "$relation"']
      const [program = '', ...words] = shell
      const { stdout, stderr } = spawnSync(program, words, { input: script.join('\n'), encoding: 'utf8' })
      t.is(stdout.trim(), relation, `${before} ${peer} ${later}: ${stderr}`)
    }
  })
}
