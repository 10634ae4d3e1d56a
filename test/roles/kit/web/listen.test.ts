import test from 'ava'
import { parseListen } from '../../../../roles/kit/web/listen.ts'

for (const [written, parsed] of [
  [80, { address: undefined, port: 80, ssl: false }],
  ['8080', { address: undefined, port: 8080, ssl: false }],
  ['443 ssl', { address: undefined, port: 443, ssl: true }],
  ['*:81', { address: undefined, port: 81, ssl: false }],
  ['[::]:80', { address: undefined, port: 80, ssl: false }],
  ['10.77.0.21:80', { address: '10.77.0.21', port: 80, ssl: false }],
  ['[fd00::21]:443 ssl', { address: 'fd00::21', port: 443, ssl: true }],
  ['[fd00::21]:443 ssl http2', { address: 'fd00::21', port: 443, ssl: true }],
  ['80; root /', undefined],
  ['0', undefined],
  ['65536', undefined],
  ['70000', undefined],
  ['10.77.0.256:80', undefined],
  ['unix:/run/x.sock', undefined],
] as const) {
  test(`parseListen() reads ${written}`, (t) => t.deepEqual(parseListen(written), parsed))
}
