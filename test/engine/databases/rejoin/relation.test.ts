import test from 'ava'
import { readGuardState, readLines } from '../../../../engine/databases/guard-state.ts'
import { relationOf } from '../../../../engine/databases/rejoin/relation.ts'

const standby = 'open=no\nlineage=ab12\nchannel=stopped\n'

for (const [title, compared, more, expected] of [
  ['an equal host joins', 'relation=equal\nlineage=same\n', {}, { kind: 'joins' }],
  ['a host that is behind joins', 'relation=behind\nlineage=same\nonly_peer=2-2-9\n', {}, { kind: 'joins' }],
  [
    'a host that is behind what is purged needs a copy',
    'relation=behind\nlineage=same\n',
    {
      state: `${standby}channel_error=the peer has purged binary logs that this server needs\n`.replace(
        'stopped',
        'forked',
      ),
    },
    { kind: 'differs', why: 'the peer has purged binary logs that this server needs', only: undefined },
  ],
  [
    'a fork differs',
    'relation=fork\nlineage=same\nonly_here=1-1-7..9\nonly_peer=2-2-9\n',
    {},
    { kind: 'differs', why: 'it has transactions that the writer lacks', only: '1-1-7..9' },
  ],
  [
    'a host that is ahead differs',
    'relation=ahead\nlineage=same\nonly_here=1-1-7\n',
    {},
    { kind: 'differs', why: 'it has transactions that the writer lacks', only: '1-1-7' },
  ],
  [
    'another lineage differs, even with equal GTIDs',
    'relation=equal\nlineage=other\n',
    {},
    { kind: 'differs', why: 'it does not come from the data of the writer', only: undefined },
  ],
  [
    'a host without data is empty',
    'relation=behind\nlineage=other\n',
    { hasData: false },
    { kind: 'empty', why: 'it does not come from the data of the writer' },
  ],
  ['a half copied host is that', '', { isHalfCopied: true }, { kind: 'half copied' }],
] as const) {
  test(`relationOf(): ${title}`, (t) => {
    const { state = standby, ...rest } = { hasData: true, isHalfCopied: false, ...more } as {
      state?: string
      hasData: boolean
      isHalfCopied: boolean
    }
    t.deepEqual(relationOf({ state: readGuardState(state), compared: readLines(compared), ...rest }), expected)
  })
}
