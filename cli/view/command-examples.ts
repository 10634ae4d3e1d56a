/** Command lines for each command, with what they do. */
export const EXAMPLES: Readonly<Record<string, readonly (readonly [command: string, text: string])[]>> = {
  init: [
    ['evenkeel init shop', 'ask everything, and write the files into the folder shop'],
    ['evenkeel init shop --answers answers.yml --yes', 'without a terminal'],
  ],
  plan: [
    ['evenkeel plan web.yml -i hosts.yml', 'what an apply would change'],
    ["evenkeel plan web.yml -i hosts.yml --limit 'web*:!web3'", 'on these hosts only'],
    ['evenkeel plan web.yml -i hosts.yml --out web.plan', 'and save it, for apply --plan'],
  ],
  apply: [
    ['evenkeel apply web.yml -i hosts.yml', 'show the plan, ask, and change the hosts'],
    ['evenkeel apply web.yml -i hosts.yml --plan web.plan --yes', 'a saved plan, without asking'],
    ['evenkeel apply web.yml -i hosts.yml -e vip=192.0.2.100', 'with another value of a variable'],
  ],
  verify: [
    ['evenkeel verify web.yml -i hosts.yml', 'look whether the cluster works'],
    ['evenkeel verify web.yml -i hosts.yml --junit results.xml', 'and save the results, for CI'],
  ],
  status: [
    ['evenkeel status web.yml -i hosts.yml', 'the cluster on one screen, what is not right first'],
    ['evenkeel status web.yml -i hosts.yml --watch', 'and again every 2 seconds, until Ctrl-C'],
    [
      'evenkeel status web.yml -i hosts.yml --prometheus /var/lib/prometheus/node-exporter/evenkeel.prom',
      'metrics, from a timer',
    ],
  ],
  rollback: [
    ['evenkeel rollback -i hosts.yml', 'to before the last run'],
    ['evenkeel rollback 20261121-103112-k3f9 -i hosts.yml', 'to before a run of evenkeel history'],
  ],
  remove: [['evenkeel remove web.yml -i hosts.yml', 'everything goes back to how it was found']],
  drain: [
    ['evenkeel drain web1 web.yml -i hosts.yml', 'no new clients for web1; waits for the old ones'],
    ['evenkeel drain web1 web.yml -i hosts.yml --timeout 10m', 'and wait longer for those that are open'],
  ],
  restore: [['evenkeel restore web1 web.yml -i hosts.yml', 'web1 gets its share again']],
  weight: [['evenkeel weight web1 3 web.yml -i hosts.yml', 'web1 gets three shares, until evenkeel restore web1']],
  switchover: [
    ['evenkeel switchover shop.yml -i hosts.yml --dry-run', 'whether the standby could take over now'],
    ['evenkeel switchover shop.yml -i hosts.yml --to db2', 'make db2 the writer'],
  ],
  rejoin: [['evenkeel rejoin db1 shop.yml -i hosts.yml', 'db1 becomes the standby of the writer again']],
  history: [['evenkeel history -i hosts.yml', 'all runs that the hosts know']],
  show: [['evenkeel show 20261121-103112-k3f9 -i hosts.yml', 'what a run of evenkeel history changed']],
  resume: [['evenkeel resume 20261121-103112-k3f9 -i hosts.yml', 'finish a run of evenkeel history']],
  unlock: [['evenkeel unlock 20261121-103112-k3f9 -i hosts.yml', 'release the hosts that a run still holds']],
  secrets: [
    ['evenkeel secrets init -i hosts.yml', 'make the file of secrets, for your key'],
    ['evenkeel secrets set DB_PASSWORD -i hosts.yml', 'ask for a value, for ${secret:DB_PASSWORD}'],
  ],
  lab: [
    ['evenkeel lab up -i hosts.yml', 'boot all hosts of the inventory'],
    ['evenkeel lab exec -i hosts.yml -- evenkeel apply web.yml -i hosts.yml', 'in the network of the lab'],
    ['evenkeel lab ssh lb1 -i hosts.yml', 'a shell on lb1'],
    ['evenkeel lab down -i hosts.yml', 'and delete what was made'],
  ],
  roles: [
    ['evenkeel roles', 'all roles'],
    ['evenkeel roles keepalived', 'an example, and all keys of one'],
  ],
  resources: [
    ['evenkeel resources', 'all kinds'],
    ['evenkeel resources file', 'all keys of one'],
  ],
  schema: [['evenkeel schema playbook', 'for the first line of a playbook, which editors read']],
  completion: [['evenkeel completion bash', 'for source <(…) in ~/.bashrc']],
}

/** What the words after a command mean. */
export const VERBS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  secrets: {
    init: 'make the file of secrets, for these keys',
    edit: 'open all secrets in an editor',
    'set NAME': 'ask for a value, or read it from standard input',
    'get NAME': 'print one',
    list: 'print their names',
    rekey: 'encrypt them to other keys',
  },
  lab: {
    up: 'boot the hosts; those that run stay as they are',
    status: 'list the hosts, with their memory and addresses',
    'exec -- COMMAND': 'run a command on this machine that reaches the hosts at their addresses',
    'ssh HOST': 'log in to a host; words after -- are a command there',
    down: 'switch all off, and delete them',
  },
}
