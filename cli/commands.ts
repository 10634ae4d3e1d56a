import type { Command } from './command.ts'
import type { FlagName } from './flags.ts'

const HOSTS: readonly FlagName[] = [
  'inventory',
  'limit',
  'forks',
  'sshConfig',
  'acceptNewHostKeys',
  'askPassword',
  'json',
  'verbose',
]
const CONSENT: readonly FlagName[] = ['yes', 'acceptIrreversible']
const RUN_SETTINGS: readonly FlagName[] = ['lease', 'inDoubt', 'keepRuns', 'keepOnFailure']

/** Every command, in the order in which the help shows them. Their code is loaded when they run. */
export const COMMANDS: Readonly<Record<string, Command>> = {
  plan: {
    usage: 'PLAYBOOK -i INVENTORY',
    summary: 'preview with diffs; changes nothing',
    positionals: [1, 1],
    flags: ['variable', ...HOSTS, 'out', 'detailedExitcode'],
    needs: ['inventory'],
    load: async () => (await import('./commands/plan.ts')).planCommand,
  },
  apply: {
    usage: 'PLAYBOOK -i INVENTORY',
    summary: 'plan, confirm, converge, prove',
    positionals: [1, 1],
    flags: ['variable', ...HOSTS, ...CONSENT, ...RUN_SETTINGS, 'dryRun', 'plan'],
    needs: ['inventory'],
    load: async () => (await import('./commands/apply.ts')).applyCommand,
  },
  verify: {
    usage: 'PLAYBOOK -i INVENTORY',
    summary: "the roles' checks, against the live cluster",
    positionals: [1, 1],
    flags: ['variable', ...HOSTS],
    needs: ['inventory'],
    load: async () => (await import('./commands/verify.ts')).verifyCommand,
  },
  rollback: {
    usage: '[RUN] -i INVENTORY',
    summary: 'back to how the hosts were before RUN (default: the last one)',
    positionals: [0, 1],
    flags: [...HOSTS, ...CONSENT, ...RUN_SETTINGS],
    needs: ['inventory'],
    load: async () => (await import('./commands/rollback.ts')).rollbackCommand,
  },
  remove: {
    usage: 'PLAYBOOK -i INVENTORY',
    summary: 'everything that the playbook put on the hosts goes back to how it was found',
    positionals: [1, 1],
    flags: ['variable', ...HOSTS, ...CONSENT, ...RUN_SETTINGS],
    needs: ['inventory'],
    load: async () => (await import('./commands/remove.ts')).removeCommand,
  },
  history: {
    usage: '-i INVENTORY',
    summary: "the runs that the hosts' journals know, with outcome and operator",
    positionals: [0, 0],
    flags: HOSTS,
    needs: ['inventory'],
    load: async () => (await import('./commands/history.ts')).historyCommand,
  },
  resume: {
    usage: 'RUN -i INVENTORY',
    summary: 'finishes a run whose controller died while it was being kept',
    positionals: [1, 1],
    flags: HOSTS,
    needs: ['inventory'],
    load: async () => (await import('./commands/resume.ts')).resumeCommand,
  },
  unlock: {
    usage: 'RUN -i INVENTORY',
    summary: 'frees the hosts that a run still holds although nobody is at it any more',
    positionals: [1, 1],
    flags: [...HOSTS, 'yes'],
    needs: ['inventory'],
    load: async () => (await import('./commands/unlock.ts')).unlockCommand,
  },
  lab: {
    usage: 'up|status|exec|ssh|down [HOST] -i INVENTORY [-- COMMAND]',
    summary: 'boots the hosts that the inventory names',
    positionals: [1, Number.POSITIVE_INFINITY],
    tail: true,
    flags: ['inventory', 'json'],
    needs: ['inventory'],
    load: async () => (await import('./commands/lab.ts')).labCommand,
  },
  roles: {
    usage: '[ROLE]',
    summary: "reference, made from the roles' own schemas",
    positionals: [0, 1],
    flags: ['json'],
    needs: [],
    load: async () => (await import('./commands/roles.ts')).rolesCommand,
  },
  schema: {
    usage: 'inventory|playbook',
    summary: 'JSON Schema for editors',
    positionals: [1, 1],
    flags: [],
    needs: [],
    load: async () => (await import('./commands/schema.ts')).schemaCommand,
  },
}
