import { GOALS, type Goal, TOPOLOGIES } from '../answers.ts'
import type { Question } from '../question.ts'
import { topologiesFor, topologyNamed } from '../topologies/catalogue.ts'

const GOAL_TITLES: Readonly<Record<Goal, { readonly title: string; readonly when: string }>> = {
  web: { title: 'a web site', when: 'HTTP or HTTPS, on several web servers' },
  tcp: { title: 'a TCP service', when: 'mail, a queue, an application protocol' },
  udp: { title: 'a UDP service', when: 'DNS, syslog, RADIUS' },
  database: { title: 'a database pair', when: 'two MariaDB or MySQL servers, one takes writes' },
}

export const goal: Question = {
  key: 'goal',
  text: () => 'What shall be reached?',
  choices: () => GOALS.map((value) => ({ value, ...GOAL_TITLES[value] })),
  isAsked: () => true,
}

export const topology: Question = {
  key: 'topology',
  text: () => 'How shall the traffic be balanced?',
  choices: ({ answers }) =>
    (answers.goal === undefined ? TOPOLOGIES.map(topologyNamed) : topologiesFor(answers.goal)).map(
      ({ name, title, when }) => ({ value: name, title: `${title} (${name})`, when }),
    ),
  isAsked: () => true,
}

export const name: Question = {
  key: 'name',
  text: () => 'A short name for the cluster?',
  notes: () => ['It names the playbook, and what is made on hosts. Small letters, digits and "-".'],
  preset: ({ topology }) => topology?.name,
  isAsked: ({ topology }) => topology !== undefined,
}

export const next: Question = {
  key: 'next',
  text: () => 'And then?',
  notes: () => ['When the files are written, evenkeel can go on at once.'],
  choices: () => [
    { value: 'plan', title: 'Plan', when: 'reads the hosts and shows what apply would change; changes nothing' },
    { value: 'apply', title: 'Apply', when: 'plans, asks, changes the hosts, and proves that it works' },
    {
      value: 'lab',
      title: 'Rehearse in the lab',
      when: 'boots these hosts on this machine, applies there, and verifies',
    },
    { value: 'nothing', title: 'Nothing', when: 'only the files' },
  ],
  // Without a look at the hosts, nobody knows whether they can be reached.
  preset: ({ sights }) => (sights.hosts.size > 0 ? 'plan' : 'nothing'),
  isAsked: () => true,
  usesSights: true,
}
