import test from 'ava'
import { hostsOfWord } from '../../../cli/init/host-words.ts'

const RIGHT: readonly (readonly [word: string, hosts: readonly object[]])[] = [
  ['lb1', [{ name: 'lb1', connection: {} }]],
  ['lb1.example.org', [{ name: 'lb1', connection: { address: 'lb1.example.org' } }]],
  [
    'web[09:10].example.org',
    [
      { name: 'web09', connection: { address: 'web09.example.org' } },
      { name: 'web10', connection: { address: 'web10.example.org' } },
    ],
  ],
  ['192.0.2.11', [{ connection: { address: '192.0.2.11' } }]],
  ['192.0.2.[21:22]', [{ connection: { address: '192.0.2.21' } }, { connection: { address: '192.0.2.22' } }]],
  ['lb1=admin@192.0.2.11:2222', [{ name: 'lb1', connection: { address: '192.0.2.11', port: 2222, user: 'admin' } }]],
  [
    'w[a:b]=10.0.0.[1:2]',
    [
      { name: 'wa', connection: { address: '10.0.0.1' } },
      { name: 'wb', connection: { address: '10.0.0.2' } },
    ],
  ],
  ['db1=fd00::51', [{ name: 'db1', connection: { address: 'fd00::51' } }]],
  ['root@fd00::51', [{ connection: { address: 'fd00::51', user: 'root' } }]],
  ['db1=[fd00::51]:2222', [{ name: 'db1', connection: { address: 'fd00::51', port: 2222 } }]],
]

for (const [word, hosts] of RIGHT)
  test(`hostsOfWord() reads ${word}`, (t) => {
    t.deepEqual(hostsOfWord(word), hosts)
  })

const WRONG: readonly (readonly [word: string, why: RegExp])[] = [
  ['web[4:1]', /is not a range/],
  ['a[1:2]=10.0.0.[1:3]', /2 names for 3 addresses/],
  ['lb1:0', /no port from 1 to 65535/],
  ['lb1:70000', /no port from 1 to 65535/],
  ['web*', /no address and no host name|cannot be the name/],
  ['lb1=', /has no address/],
  ['-x', /cannot be the name of a host|no host name/],
  ['a=b=c', /has no address/],
  ['lb$(id)', /cannot be the name of a host|no host name/],
  ['[1:4]', /no address and no host name|cannot be the name/],
]

for (const [word, why] of WRONG)
  test(`hostsOfWord() refuses ${word}`, (t) => {
    const found = hostsOfWord(word)
    t.regex(typeof found === 'string' ? found : JSON.stringify(found), why)
  })
