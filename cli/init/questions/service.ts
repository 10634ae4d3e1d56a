import type { Question } from '../question.ts'

export const software: Question = {
  key: 'software',
  text: () => 'What answers on the servers?',
  choices: () => [
    { value: 'nginx', title: 'nginx with a test page', when: 'evenkeel installs it; your files come later' },
    { value: 'own', title: 'My own software', when: 'it runs already, or you install it: it is left as it is' },
  ],
  preset: ({ answers }) => (answers.goal === 'web' ? 'nginx' : 'own'),
  // nginx's test page is no UDP service.
  isAsked: ({ topology, answers }) => (topology?.asks.includes('software') ?? false) && answers.goal !== 'udp',
}

export const site: Question = {
  key: 'site',
  text: () => 'The name of the site?',
  notes: () => ['As clients write it, such as www.example.com: it is in the certificate.'],
  preset: () => 'www.example.com',
}

export const database: Question = {
  key: 'database',
  text: () => 'The name of the database?',
  notes: () => ['Its account has the same name.'],
  preset: () => 'shop',
}

export const port: Question = {
  key: 'port',
  text: () => 'The port for clients?',
  preset: ({ answers, topology }) =>
    topology?.presets?.(answers).port ?? (answers.goal === 'web' ? 80 : answers.goal === 'udp' ? 53 : undefined),
}

export const serverPort: Question = {
  key: 'server_port',
  text: () => 'The port of the servers?',
  notes: () => ['Where the servers listen; it may differ from the port for clients.'],
  preset: ({ answers, topology }) => topology?.presets?.(answers).server_port ?? answers.port,
}

export const checkPath: Question = {
  key: 'check_path',
  text: () => 'Which path do health checks request?',
  notes: () => ['A server that does not answer it well gets no requests.'],
  preset: () => '/',
  isAsked: ({ topology, answers }) => (topology?.asks.includes('check_path') ?? false) && answers.goal === 'web',
}

export const proxyProtocol: Question = {
  key: 'proxy_protocol',
  text: () => 'Do the servers read the PROXY protocol?',
  notes: () => ['It tells them the client address, which they do not see otherwise. Both sides must agree.'],
  preset: ({ answers }) => answers.software === 'nginx',
  isAsked: ({ topology, answers }) => (topology?.asks.includes('proxy_protocol') ?? false) && answers.goal !== 'udp',
}

export const statsPage: Question = {
  key: 'stats_page',
  text: () => "A page with HAProxy's counters?",
  notes: () => ["On the balancers' own addresses, port 8404, with a password that is made and stored encrypted."],
  preset: () => true,
}

export const firewall: Question = {
  key: 'firewall',
  text: () => 'Open the firewall of the hosts where the roles need it?',
  notes: ({ sights }) => [
    ...[...sights.hosts]
      .filter(([, { firewall }]) => firewall !== 'none')
      .map(([host, { firewall }]) => `${host}: ${firewall}`),
    'Openings in firewalld or nftables, nothing else; a firewall is never switched off (rule 51).',
  ],
  preset: ({ sights }) =>
    [...sights.hosts.values()].some(({ firewall }) => firewall === 'firewalld' || firewall === 'nftables'),
  usesSights: true,
}
