import test from 'ava'
import { pathsIn } from '../../../../engine/run/stage/paths.ts'

const CASES: readonly [what: string, script: string, paths: readonly string[]][] = [
  ['a plain path', 'put_file /etc/a.conf x', ['/etc/a.conf']],
  ['a quoted path with blanks', "rm '/mnt/my data/a b'", ['/mnt/my data/a b']],
  ['a quoted path with a quote', `rm '/mnt/it'\\''s/a'`, ["/mnt/it's/a"]],
  [
    'what follows a colon, a comma or an equals sign',
    'PATH=/bin:/srv/bin,/opt',
    ['/bin:/srv/bin,/opt', '/bin', '/srv/bin', '/opt'],
  ],
  ['a path behind a variable', 'cat "$HOME"/a $there//b///c', ['/a', '/b/c']],
  ['no root, and nothing that a quote opens on another line', "cd / && echo '/a\nb'", ['/a']],
]

for (const [what, script, paths] of CASES)
  test(`pathsIn() finds ${what}`, (t) => {
    t.deepEqual(pathsIn([script]), paths)
  })

test('pathsIn() names each path once', (t) => {
  t.deepEqual(pathsIn(['cat /a', 'cat /b /a']), ['/a', '/b'])
})
