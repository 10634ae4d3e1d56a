// One example for each feature of the role.

const server = { vip: '10.77.0.100', port: 80, mode: 'dr', scheduler: 'wrr', real_servers: 'real_servers' }

export const examples = {
  'direct routing': { vars: { virtual_servers: [server] } },
  'what must be seen': {
    vars: { virtual_servers: [{ ...server, up: 'any', verify: { path: '/health', status: 200, requests: 10 } }] },
  },
  'address translation, with a gateway': {
    vars: {
      virtual_servers: [{ ...server, mode: 'nat', real_servers: [{ host: 'real_servers', port: 8080 }] }],
      gateway: '10.77.0.110',
    },
  },
  'tunnels, persistence, a firewall mark and UDP': {
    vars: {
      virtual_servers: [
        { ...server, mode: 'tun', persistence: { timeout: 300, granularity: '255.255.255.0' } },
        { fwmark: 7, mode: 'tun', scheduler: 'sh', scheduler_flags: ['sh-port'], real_servers: 'real_servers' },
        {
          ...server,
          port: 53,
          protocol: 'udp',
          one_packet: true,
          real_servers: [{ host: 'web1', upper_threshold: 9 }],
        },
      ],
    },
  },
}
