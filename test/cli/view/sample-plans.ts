import type { Plan, PlannedChange, PlannedHost } from '../../../engine/plan/plan.ts'

const change = (
  action: PlannedChange['action'],
  kind: string,
  name: string,
  more: Partial<PlannedChange> = {},
): PlannedChange => ({
  action,
  id: `${kind}:${name}`,
  kind,
  name,
  before: null,
  after: null,
  beforeLines: [],
  afterLines: [],
  notes: [],
  ...more,
})

const plan = (more: Partial<Plan>): Plan => ({
  format: 'evenkeel-plan/1',
  playbook: 'Web tier behind LVS-DR',
  made: '2026-11-21T10:31:02.000Z',
  description: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  plays: [],
  findings: [],
  remarks: [],
  ...more,
})

const SITE = ['server {', '    listen 80;', '    root /var/www/html;', '}']

const webHost = (host: string, more: readonly PlannedChange[] = []): PlannedHost => ({
  host,
  changes: [
    change('+', 'package', 'nginx', { afterLines: ['installed'], notes: ['brings nginx-common'] }),
    change('+', 'file', '/etc/nginx/conf.d/shop.conf', { afterLines: SITE }),
    ...more,
  ],
  unchanged: 3,
  triggers: ['reload nginx'],
})

const config = (priority: number) => [
  'global_defs {',
  '    enable_script_security',
  '    script_user keepalived_script',
  '}',
  'vrrp_instance web {',
  '    state BACKUP',
  '    interface eth0',
  `    priority ${priority}`,
  '    virtual_router_id 51',
  '}',
]

const director = (host: string, from: number, to: number): PlannedHost => ({
  host,
  changes: [
    change('~', 'file', '/etc/keepalived/keepalived.conf', { beforeLines: config(from), afterLines: config(to) }),
    change('-', 'sysctl', 'net.ipv4.ip_forward', {
      beforeLines: ['1'],
      afterLines: ['0'],
      notes: ['no longer described: back to how it was found'],
    }),
  ],
  unchanged: 7,
  triggers: ['reload keepalived'],
})

/** Two plays of two hosts each; the directors differ in one file and change one at a time. */
export const twoAndTwo = plan({
  plays: [
    { name: 'Real servers', batches: [{ hosts: [webHost('web1'), webHost('web2')] }] },
    {
      name: 'Directors',
      batches: [{ hosts: [director('lb2', 90, 95)] }, { hosts: [director('lb1', 100, 105)] }],
    },
  ],
  findings: [{ rule: 24, level: 'warn', message: 'garp_master_refresh is off', hosts: ['lb1', 'lb2'] }],
  remarks: ['web3 is left out by --limit and keeps what it has'],
})

/** Fifty hosts in batches of ten, of which one has a change of its own that cannot be undone. */
export const fifty = plan({
  plays: [
    {
      name: 'Real servers',
      batches: Array.from({ length: 5 }, (_, batch) => ({
        hosts: Array.from({ length: 10 }, (_, index) => {
          const host = `web${batch * 10 + index + 1}`
          const own = change('?', 'command', 'import the dump', { irreversible: 'nothing takes back an import' })
          return webHost(host, host === 'web7' ? [own] : [])
        }),
      })),
    },
  ],
})

export const nothing = plan({
  plays: [{ name: 'Real servers', batches: [{ hosts: [{ host: 'web1', changes: [], unchanged: 9, triggers: [] }] }] }],
})

export const hostile = plan({
  plays: [
    {
      name: 'Real servers',
      batches: [
        {
          hosts: [
            {
              host: 'web1',
              changes: [
                change('~', 'file', '/etc/motd', {
                  beforeLines: ['\u001b]0;owned\u0007x'],
                  afterLines: ['a\u001b[2Jb'],
                }),
              ],
              unchanged: 0,
              triggers: [],
            },
          ],
        },
      ],
    },
  ],
})
