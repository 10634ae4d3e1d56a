import test from 'ava'
import { nginxVars } from '../../../roles/nginx/vars.ts'

const shop = { name: 'shop', servers: 'real_servers' }

for (const [what, vars, path, message] of [
  [
    'text/html among the types of gzip',
    { sites: [{ gzip: { types: ['text/html', 'text/css'] } }] },
    'sites.0.gzip.types',
    /text\/html always/,
  ],
  [
    'a type of gzip that is there twice',
    { sites: [{ gzip: { types: ['text/css', 'text/css'] } }] },
    'sites.0.gzip.types',
    /"text\/css" is there twice/,
  ],
  [
    'milliseconds where nginx counts seconds',
    { upstreams: [{ ...shop, fail_timeout: '500ms' }] },
    'upstreams.0.fail_timeout',
    /whole seconds/,
  ],
  [
    'milliseconds of one server',
    { upstreams: [{ name: 'shop', servers: [{ host: 'web1', fail_timeout: '500ms' }] }] },
    'upstreams.0.servers.0.fail_timeout',
    /whole seconds/,
  ],
] as const) {
  test(`nginxVars says what is wrong with ${what}`, (t) => {
    const issues = nginxVars.safeParse(vars).error?.issues ?? []
    t.true(
      issues.some((issue) => issue.path.join('.') === path && message.test(issue.message)),
      JSON.stringify(issues),
    )
  })
}

test('nginxVars takes the size of a body as a number, too', (t) => {
  const vars = { sites: [{ client_max_body_size: 0, locations: [{ path: '/', client_max_body_size: 1048576 }] }] }
  const { sites } = nginxVars.parse(vars)
  t.is(sites[0]?.client_max_body_size, '0')
  t.is(sites[0]?.locations[0]?.client_max_body_size, '1048576')
})
