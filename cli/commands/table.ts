import type { Command } from '../parse/command.ts'
import type { FlagName } from '../parse/flags.ts'

/** Flags that give values to a playbook, besides the inventory. */
const VALUES: readonly FlagName[] = ['variable', 'identity', 'vaultPasswordFile']
/** How evenkeel logs in. */
const LOGIN: readonly FlagName[] = ['forks', 'sshConfig', 'acceptNewHostKeys', 'askPassword']
const HOSTS: readonly FlagName[] = ['inventory', 'limit', ...LOGIN, 'json', 'verbose']
const CONSENT: readonly FlagName[] = ['yes', 'acceptIrreversible']
const RUN_SETTINGS: readonly FlagName[] = ['lease', 'inDoubt', 'keepRuns', 'keepOnFailure']

/** Every command, in the order of the help. The code of a command is loaded when it runs. */
export const COMMANDS: Readonly<Record<string, Command>> = {
  init: {
    usage: '[FOLDER]',
    summary: 'ask what is wanted, look at the hosts, and write inventory, playbook and secrets',
    positionals: [0, 1],
    flags: ['answers', 'set', 'identity', ...LOGIN, 'yes', 'json', 'verbose'],
    needs: [],
    load: async () => (await import('./init/init.ts')).initCommand,
  },
  plan: {
    usage: 'PLAYBOOK -i INVENTORY',
    summary: 'preview with diffs; changes nothing',
    positionals: [1, 1],
    flags: [...VALUES, ...HOSTS, 'diffPrivateFiles', 'out', 'detailedExitcode'],
    needs: ['inventory'],
    load: async () => (await import('./plan.ts')).planCommand,
  },
  apply: {
    usage: 'PLAYBOOK -i INVENTORY',
    summary: 'plan, ask, converge, prove',
    positionals: [1, 1],
    flags: [...VALUES, ...HOSTS, 'diffPrivateFiles', ...CONSENT, ...RUN_SETTINGS, 'strict', 'dryRun', 'plan'],
    needs: ['inventory'],
    load: async () => (await import('./apply.ts')).applyCommand,
  },
  verify: {
    usage: 'PLAYBOOK -i INVENTORY',
    summary: "run the roles' checks against the live cluster; changes nothing",
    positionals: [1, 1],
    flags: [...VALUES, ...HOSTS, 'junit'],
    needs: ['inventory'],
    load: async () => (await import('./verify.ts')).verifyCommand,
  },
  status: {
    usage: 'PLAYBOOK -i INVENTORY',
    summary: 'who holds what and who gets how much, replication, drift, last runs: one screen',
    positionals: [1, 1],
    flags: [...VALUES, ...HOSTS, 'watch', 'prometheus'],
    needs: ['inventory'],
    load: async () => (await import('./status.ts')).statusCommand,
  },
  rollback: {
    usage: '[RUN] -i INVENTORY',
    summary: 'take the hosts back to before RUN (default: the last run)',
    positionals: [0, 1],
    flags: [...HOSTS, 'diffPrivateFiles', ...CONSENT, ...RUN_SETTINGS],
    needs: ['inventory'],
    load: async () => (await import('./rollback.ts')).rollbackCommand,
  },
  remove: {
    usage: 'PLAYBOOK -i INVENTORY',
    summary: 'take back everything that the playbook manages on the hosts, to how it was found',
    positionals: [1, 1],
    flags: [...VALUES, ...HOSTS, 'diffPrivateFiles', ...CONSENT, ...RUN_SETTINGS],
    needs: ['inventory'],
    load: async () => (await import('./remove.ts')).removeCommand,
  },
  switchover: {
    usage: 'PLAYBOOK -i INVENTORY',
    summary: 'move the writer of a database pair without a lost transaction',
    positionals: [1, 1],
    flags: ['to', ...VALUES, ...HOSTS, 'yes', 'dryRun'],
    needs: ['inventory'],
    load: async () => (await import('./switchover.ts')).switchoverCommand,
  },
  rejoin: {
    usage: 'HOST PLAYBOOK -i INVENTORY',
    summary: 'bring a host of a database pair back as the standby of the writer',
    positionals: [2, 2],
    flags: ['method', 'variable', ...HOSTS, ...CONSENT],
    needs: ['inventory'],
    load: async () => (await import('./rejoin.ts')).rejoinCommand,
  },
  history: {
    usage: '-i INVENTORY',
    summary: 'list the runs in the journals of the hosts, with outcome and operator',
    positionals: [0, 0],
    flags: HOSTS,
    needs: ['inventory'],
    load: async () => (await import('./history.ts')).historyCommand,
  },
  show: {
    usage: 'RUN -i INVENTORY',
    summary: 'what a run changed on each host, with diffs, and which later runs stand in the way of its rollback',
    positionals: [1, 1],
    flags: [...HOSTS, 'diffPrivateFiles'],
    needs: ['inventory'],
    load: async () => (await import('./show.ts')).showCommand,
  },
  resume: {
    usage: 'RUN -i INVENTORY',
    summary: 'finish a run whose controller died during the commit',
    positionals: [1, 1],
    flags: HOSTS,
    needs: ['inventory'],
    load: async () => (await import('./resume.ts')).resumeCommand,
  },
  unlock: {
    usage: 'RUN -i INVENTORY',
    summary: 'release hosts locked by an abandoned run',
    positionals: [1, 1],
    flags: [...HOSTS, 'yes'],
    needs: ['inventory'],
    load: async () => (await import('./unlock.ts')).unlockCommand,
  },
  secrets: {
    usage: 'init|edit|set|get|list|rekey [NAME] -i INVENTORY',
    summary: 'encrypted secrets beside the inventory, for ${secret:NAME}',
    positionals: [1, Number.POSITIVE_INFINITY],
    flags: ['inventory', 'identity', 'recipient', 'removeRecipient', 'passphrase', 'yes', 'json', 'verbose'],
    needs: ['inventory'],
    load: async () => (await import('./secrets/secrets.ts')).secretsCommand,
  },
  lab: {
    usage: 'up|status|exec|ssh|down [HOST] -i INVENTORY [-- COMMAND]',
    summary: 'boot the hosts of the inventory on this machine, and work in this lab',
    positionals: [1, Number.POSITIVE_INFINITY],
    tail: true,
    flags: ['inventory', 'labProvider', 'json'],
    needs: ['inventory'],
    load: async () => (await import('./lab.ts')).labCommand,
  },
  roles: {
    usage: '[ROLE]',
    summary: 'list the roles, or the keys of one',
    positionals: [0, 1],
    flags: ['json'],
    needs: [],
    load: async () => (await import('./roles.ts')).rolesCommand,
  },
  resources: {
    usage: '[KIND]',
    summary: 'list the kinds of resources for tasks, or the keys of one',
    positionals: [0, 1],
    flags: ['json'],
    needs: [],
    load: async () => (await import('./resources.ts')).resourcesCommand,
  },
  schema: {
    usage: 'inventory|playbook|answers|output-COMMAND',
    summary: 'print the JSON Schema, for editors; or that of what COMMAND prints with --json',
    positionals: [1, 1],
    flags: [],
    needs: [],
    load: async () => (await import('./schema.ts')).schemaCommand,
  },
  completion: {
    usage: 'bash|zsh|fish [-- WORD...]',
    summary: 'print the script that completes command lines in this shell',
    positionals: [1, 1],
    tail: true,
    flags: [],
    needs: [],
    load: async () => (await import('./completion.ts')).completionCommand(COMMANDS),
  },
}
