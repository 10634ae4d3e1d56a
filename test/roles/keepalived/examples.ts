import { facts, host, lb1 } from '../hosts.ts'

// One example for each feature of the role. `npm test validators` judges them with keepalived of several releases.

export const minimal = {
  instances: [{ name: 'web', vip: '10.77.0.100', router_id: 51 }],
  virtual_servers: [
    { vip: '10.77.0.100', port: 80, mode: 'dr', scheduler: 'rr', real_servers: 'real_servers', check: { http: '/' } },
  ],
}

export const everything = {
  global: {
    router_id: 'balancer-1',
    notification_email: ['ops@example.com', 'night+lb@example.com'],
    notification_email_from: 'lb@example.com',
    smtp_server: '10.77.0.5',
    garp_master_refresh: 30,
    lvs_sync_daemon: { interface: 'vec0', instance: 'web' },
    extra: 'vrrp_skip_check_adv_addr',
  },
  track_processes: [{ name: 'sshd', process: 'sshd' }],
  track_scripts: [{ name: 'root', script: '/usr/bin/test -d /' }],
  sync_groups: [{ name: 'both', instances: ['web', 'inner'], notify: { master: '/usr/bin/logger both master' } }],
  instances: [
    {
      name: 'web',
      vips: ['10.77.0.100', '10.77.0.101/24'],
      router_id: 51,
      interface: 'vec0',
      preempt: false,
      unicast: true,
      auth_pass: 'sesame',
      garp: { master_delay: 3, master_refresh: 20 },
      track_interface: ['vec0', 'lo'],
      track_process: ['sshd'],
      track_script: ['root'],
      notify: { any: '/usr/bin/logger web' },
      extra: 'lower_prio_no_advert true\nhigher_prio_send_advert true',
    },
    {
      name: 'inner',
      vip: '10.77.0.110',
      router_id: 52,
      priority: { lb1: 90, lb2: 100 },
      preempt: false,
      source: '10.77.0.11',
    },
  ],
  virtual_servers: [
    {
      vip: '10.77.0.100',
      port: 80,
      mode: 'nat',
      scheduler: 'wrr',
      persistence: { timeout: 300, granularity: '255.255.255.0' },
      inhibit_on_failure: true,
      quorum: 2,
      hysteresis: 1,
      quorum_down: '/usr/bin/logger quorum lost',
      sorry_server: { address: '10.77.0.99', port: 8080 },
      host: 'www.example.com',
      check: { https: { path: '/health?a=1', status: [200, '301-302'], host: 'www.example.com', port: 8443 } },
      real_servers: [
        { host: 'web1', port: 8080, weight: 3, upper_threshold: 100, lower_threshold: 50, inhibit_on_failure: false },
        { host: 'web2', port: 8081, notify_up: '/usr/bin/logger up', extra: 'smtp_alert true' },
        { address: '10.77.0.23', check: { misc: '/usr/bin/test -e /etc/hostname' } },
      ],
    },
    {
      vip: '10.77.0.100',
      port: 53,
      protocol: 'udp',
      one_packet: true,
      mode: 'dr',
      scheduler: 'sh',
      scheduler_flags: ['sh-port'],
      real_servers: 'real_servers',
    },
    { vip: '10.77.0.100', port: 53, mode: 'dr', scheduler: 'mh', real_servers: 'real_servers', check: { tcp: true } },
    {
      fwmark: 7,
      mode: 'tun',
      persistence: 60,
      omega: true,
      real_servers: 'real_servers',
      check: { http: { digest: '9b3a0c85a887a256d6939da88aabd8cd', connect_to: '10.77.0.21', port: 80 } },
      extra: 'smtp_alert false',
    },
  ],
}

const instance = { name: 'web', vip: '10.77.0.100', router_id: 51 }
const service = { vip: '10.77.0.100', port: 80, mode: 'dr', real_servers: 'real_servers' }
const version6 = { name: 'web6', vip: 'fd00:77::100/64', router_id: 51, interface: 'vec0' }

/** A director between two networks. */
const between = {
  ...host('lb1', '10.77.0.11', { priority: 100 }),
  facts: facts('10.77.0.11', {
    interfaces: [
      { name: 'vec0', addresses: ['10.77.0.11/24'] },
      { name: 'vec1', addresses: ['10.78.0.11/24'] },
    ],
  }),
}

export const examples = {
  'direct routing': { vars: minimal },
  everything: { vars: everything },
  'address translation between two networks, both addresses in one sync group': {
    host: between,
    vars: {
      instances: [
        { ...instance, name: 'outer' },
        { name: 'inner', vip: '10.78.0.100', router_id: 52 },
      ],
      sync_groups: [{ name: 'both', instances: ['outer', 'inner'] }],
      virtual_servers: [
        {
          ...service,
          mode: 'nat',
          scheduler: 'wrr',
          check: { http: '/' },
          real_servers: [
            { address: '10.78.0.21', port: 8080 },
            { address: '10.78.0.22', port: 8080, weight: 2 },
          ],
        },
      ],
      conntrack: true,
    },
  },
  tunnels: { vars: { instances: [instance], virtual_servers: [{ ...service, mode: 'tun', check: { tcp: true } }] } },
  'in front of HAProxy': { vars: { instances: [{ ...instance, preempt: false }], balancer: 'haproxy' } },
  'in front of nginx, two addresses that prefer different members': {
    vars: {
      balancer: 'nginx',
      instances: [
        { ...instance, preempt_delay: 10 },
        { name: 'other', vip: '10.77.0.101', router_id: 52, priority: { lb1: 90, lb2: 100 } },
      ],
      track_processes: [{ name: 'nginx', process: 'nginx', delay: 5, weight: -30 }],
    },
  },
  'a balancer on a kernel that does not report processes': {
    host: { ...lb1, facts: facts('10.77.0.11', { processEvents: false }) },
    vars: { instances: [instance], balancer: 'haproxy' },
  },
  'processes with arguments': {
    vars: {
      instances: [{ ...instance, track_process: ['sync'] }],
      track_processes: [{ name: 'sync', process: '/usr/sbin/sshd -D', quorum: 1, delay: 0.5 }],
    },
  },
  'the writer of a pair of databases, whose guard can give the address up': {
    vars: {
      instances: [{ ...instance, preempt: false, track_file: ['writer'] }],
      track_files: [{ name: 'writer', file: '/run/evenkeel-writer/vip' }],
    },
  },
  'persistent clients, a sorry server, weight 0 for who fails': {
    vars: {
      instances: [instance],
      virtual_servers: [
        {
          ...service,
          scheduler: 'wlc',
          persistence: 600,
          inhibit_on_failure: true,
          sorry_server: { address: '10.77.0.99', port: 80, inhibit: true },
          check: { http: { path: '/health', status: '200-299', host: 'www.example.com', timeout: 2, retry: 1 } },
        },
      ],
    },
  },
  'a firewall mark for several ports': {
    vars: {
      instances: [instance],
      virtual_servers: [{ fwmark: 1, mode: 'dr', persistence: 60, real_servers: 'real_servers' }],
    },
  },
  IPv6: {
    vars: {
      instances: [version6],
      virtual_servers: [
        {
          vip: 'fd00:77::100',
          port: 80,
          mode: 'dr',
          persistence: { timeout: 60, granularity: 64 },
          real_servers: [{ address: 'fd00:77::21' }, { address: 'fd00:77::22', weight: 2 }],
          check: { http: '/' },
        },
      ],
    },
  },
  'a firewall mark of IPv6, whose clients are taken together': {
    vars: {
      instances: [version6],
      virtual_servers: [
        {
          fwmark: 6,
          mode: 'nat',
          persistence: { timeout: 60, granularity: 64 },
          real_servers: [{ address: 'fd00:77::21' }],
        },
      ],
    },
  },
  'unicast adverts of version 3, half a second apart': {
    vars: { instances: [{ ...instance, unicast: true, advert_int: 0.5 }], global: { vrrp_version: 3 } },
  },
  'unicast adverts on the network where both members have an address': {
    vars: { instances: [{ ...instance, unicast: '10.77.0.0/24' }] },
  },
  'unicast adverts between written addresses': {
    vars: { instances: [{ ...instance, unicast: { lb1: '10.77.0.11', lb2: '10.77.0.12' } }] },
  },
  'addresses on other interfaces than the adverts, with labels, and one of IPv6 that moves along': {
    host: between,
    vars: {
      instances: [
        {
          ...instance,
          interface: 'vec1',
          vip: undefined,
          vips: [
            { address: '10.77.0.100', interface: 'vec0', label: 'vec0:web' },
            { address: '10.78.0.100/24', label: 'vec1:web' },
          ],
          excluded_vips: [{ address: 'fd00:77::100/64', interface: 'vec0' }, '10.78.0.101'],
        },
      ],
    },
  },
  'a sync group in which weights of tracks count': {
    vars: {
      instances: [
        { ...instance, track_process: ['nginx'], extra: 'strict_mode off' },
        { name: 'other', vip: '10.77.0.101', router_id: 52 },
      ],
      sync_groups: [{ name: 'both', instances: ['web', 'other'], tracking_weight: true }],
      track_processes: [{ name: 'nginx', process: 'nginx', weight: -30 }],
    },
  },
  'a virtual server with the name that TLS checks ask for': {
    vars: {
      instances: [instance],
      virtual_servers: [{ ...service, port: 443, host: 'www.example.com', check: { https: '/' } }],
    },
  },
  'every kind of check, and several on one server': {
    vars: {
      instances: [instance],
      track_files: [{ name: 'weights', file: '/run/weights' }],
      virtual_servers: [
        {
          ...service,
          check: [
            { https: { path: '/', host: 'www.example.com', port: 443, bindto: '10.77.0.11' } },
            { http: '/health' },
            { ping: true },
            { file: { track_file: 'weights', weight: 1 } },
          ],
        },
        { ...service, port: 25, check: { smtp: { helo: 'lb.example.com' } } },
        { ...service, port: 53, protocol: 'udp', check: { dns: { name: 'example.com', type: 'A' } } },
        { ...service, port: 514, protocol: 'udp', check: { udp: { payload: 'ff00', reply: true } } },
        { ...service, port: 515, protocol: 'udp', check: [{ udp: { reply: true } }, { ping: { timeout: 1 } }] },
        { fwmark: 3, mode: 'dr', real_servers: 'real_servers', check: { tcp: { port: 80 } } },
      ],
    },
  },
  'what keepalived has to read before the instances': {
    vars: {
      extra_first: 'vrrp_script link {\n    script "/usr/bin/test -d /"\n    interval 2\n}',
      instances: [{ ...instance, extra: 'track_script {\n    link\n}' }],
    },
  },
  'a password of version 2': { vars: { instances: [{ ...instance, auth_pass: 'sesame' }] } },
  'connections that survive a failover': {
    vars: {
      ...minimal,
      global: { lvs_sync_daemon: { interface: 'vec0', instance: 'web', id: 7 } },
    },
  },
  'every scheduler': {
    vars: {
      instances: [instance],
      virtual_servers: ['rr', 'wrr', 'lc', 'wlc', 'sed', 'nq', 'dh', 'sh', 'lblc', 'lblcr', 'mh', 'fo', 'ovf'].map(
        (scheduler, index) => ({ ...service, port: 8000 + index, scheduler }),
      ),
    },
  },
  'TLS, UDP, and a server that is watched by a program': {
    vars: {
      instances: [instance],
      virtual_servers: [
        { ...service, port: 443, check: { https: { path: '/', host: 'www.example.com' } } },
        { ...service, port: 53, protocol: 'udp', one_packet: true, check: { misc: '/usr/bin/test -e /etc/hostname' } },
      ],
    },
  },
  'what must be seen, and lines of the user': {
    vars: {
      instances: [instance],
      virtual_servers: [
        {
          ...service,
          port: 443,
          up: '1+',
          verify: {
            path: '/health',
            host: 'www.example.com',
            headers: { 'X-Check': '1' },
            status: '200-399',
            requests: 10,
          },
          check: { https: { path: '/health', host: 'www.example.com' } },
          real_servers: [{ host: 'web1', extra: 'lvs_method TUN type gue port 6080' }, { host: 'web2' }],
        },
        { ...service, port: undefined, vip: undefined, fwmark: 7, verify: { address: '10.77.0.100', port: 8080 } },
        { ...service, port: 8443, up: 'none', verify: false },
      ],
      extra:
        'virtual_server 10.77.0.100 81 {\n    protocol TCP\n    lvs_sched rr\n    lvs_method DR\n    real_server 10.77.0.21 81 {\n        weight 1\n    }\n}',
    },
  },
  notifications: {
    vars: {
      instances: [{ ...instance, notify: { master: '/usr/bin/logger master', any: '/usr/bin/logger changed' } }],
      global: {
        notification_email: ['ops@example.com'],
        notification_email_from: 'lb@example.com',
        smtp_server: '10.77.0.5',
      },
    },
  },
}
