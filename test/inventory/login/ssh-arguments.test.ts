import test from 'ava'
import { readSshArguments } from '../../../inventory/login/ssh-arguments.ts'

for (const [text, settings] of [
  ['-J admin@bastion', { jump: 'admin@bastion' }],
  ['-Jbastion -p2222', { jump: 'bastion', port: '2222' }],
  ['-o ProxyJump=a,b', { jump: 'a,b' }],
  ['-oProxyJump=a', { jump: 'a' }],
  ['-o "ProxyJump a"', { jump: 'a' }],
  ['-o proxyjump = a', undefined],
  [`-o ProxyCommand="ssh -W %h:%p -q admin@bastion"`, { jump: 'admin@bastion' }],
  [`-o 'ProxyCommand ssh -W [%h]:%p bastion'`, { jump: 'bastion' }],
  ['-l root -i ~/.ssh/id -o Port=1 -p 2', { user: 'root', identityFile: '~/.ssh/id', port: '1' }],
  ['-o User="a b"', { user: 'a b' }],
  ['', {}],
] as const) {
  test(`readSshArguments() finds the settings of ${text}`, (t) => {
    const { unfollowed: _, refused, ...found } = readSshArguments(text) ?? { unfollowed: undefined, refused: [] }
    if (settings === undefined) t.not(refused.length, 0)
    else t.deepEqual([found, refused], [settings as object, []])
  })
}

for (const text of [
  '-o ProxyCommand=id',
  '-F other',
  '-o HostName=x',
  '-o "{{ args }}"',
  '-W a:1',
  '-b 10.0.0.1',
  '-o Match=all',
]) {
  test(`readSshArguments() refuses ${text}`, (t) => {
    t.deepEqual(readSshArguments(text)?.refused, [text.replaceAll('"', '')])
  })
}

for (const [text, shown] of [
  ['-o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null', 2],
  ['-C -o ControlMaster=auto -o ControlPersist=60s -vvv', 4],
  ['-o "Ciphers aes128-ctr" -o ConnectTimeout=5 -q', 3],
] as const) {
  test(`readSshArguments() goes on without ${text}`, (t) => {
    const { unfollowed, refused, ...found } = readSshArguments(text) ?? { unfollowed: new Map(), refused: ['none'] }
    t.deepEqual([found, refused], [{}, []])
    t.is([...unfollowed.values()].flat().length, shown)
  })
}

for (const text of ['-o "ProxyJump=a', "-i 'x", '-J']) {
  test(`readSshArguments() cannot read ${text}`, (t) => t.is(readSshArguments(text), undefined))
}
