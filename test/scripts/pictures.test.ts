import { readFileSync } from 'node:fs'
import test from 'ava'
import { mermaid } from '../../scripts/picture/mermaid.ts'
import { withPicture } from '../../scripts/picture/page.ts'
import { pictureOf } from '../../scripts/picture/picture.ts'
import { topologies } from '../../scripts/picture/topologies.ts'

for (const topology of topologies()) {
  test(`the page of ${topology.name} shows the picture of its playbook; if not: node scripts/pictures.ts`, async (t) => {
    const page = readFileSync(topology.page, 'utf8')
    t.is(page, withPicture(page, await pictureOf(topology)))
  })
}

test('mermaid() draws nodes in their boxes, and arrows', (t) => {
  const picture = mermaid({
    nodes: [
      { id: 'clients', kind: 'clients', lines: ['clients'], group: undefined },
      { id: 'web-1', kind: 'host', lines: ['web-1', '10.0.0.21'], group: 'web' },
      { id: '10.0.0.100', kind: 'address', lines: ['10.0.0.100'], group: 'web' },
    ],
    edges: [
      { from: { node: 'clients' }, to: { node: '10.0.0.100' }, kind: 'request', label: 'path "/a" <b>' },
      { from: { node: 'clients' }, to: { group: 'web' }, kind: 'answers', label: 'answers' },
      { from: { group: 'web' }, to: { node: 'clients' }, kind: 'other', label: '' },
    ],
  })
  t.is(
    picture,
    `flowchart LR
  node_clients(["clients"])
  subgraph group_web["web"]
    node_web_1["web-1<br>10.0.0.21"]
    node_10_0_0_100{{"10.0.0.100"}}
  end
  node_clients -->|"path #quot;/a#quot; #lt;b#gt;"| node_10_0_0_100
  node_clients -.-|"answers"| group_web
  group_web -.-> node_clients
`,
  )
})

test('withPicture() replaces the text between its two lines, and throws without them', (t) => {
  const page = 'before\n<!-- picture: x -->\nold\n<!-- end of picture -->\nafter\n'
  const drawn = 'before\n<!-- picture: x -->\n```mermaid\nnew\n```\n<!-- end of picture -->\nafter\n'
  t.is(withPicture(page, 'new\n'), drawn)
  t.is(withPicture(drawn, 'new\n'), drawn)
  t.throws(() => withPicture('no place', 'new\n'), { message: /no place for the picture/ })
})
