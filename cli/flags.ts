/** One flag of the command line. */
export interface Flag {
  /** As it is written: `--long`. */
  readonly long: string
  /** As it is written: `-x`. */
  readonly short?: string
  /** What its value is called in the usage; a flag without one is on or off. */
  readonly value?: string
  /** May be given several times. */
  readonly repeatable?: boolean
  readonly summary: string
}

/** Every flag that there is; a command says which of them it knows. */
export const FLAGS = {
  inventory: { long: 'inventory', short: 'i', value: 'INVENTORY', summary: 'the hosts: a YAML file, or an executable' },
  limit: { long: 'limit', value: 'PATTERN', summary: "only these hosts, such as 'web*:!web3'" },
  variable: {
    long: 'variable',
    short: 'e',
    value: 'NAME=VALUE',
    repeatable: true,
    summary: 'a variable that goes before all others; may be repeated',
  },
  forks: { long: 'forks', value: 'N', summary: 'hosts worked on at the same time (50)' },
  sshConfig: {
    long: 'ssh-config',
    short: 'F',
    value: 'FILE',
    summary: 'instead of ~/.ssh/config; also EVENKEEL_SSH_CONFIG',
  },
  acceptNewHostKeys: {
    long: 'accept-new-host-keys',
    summary: 'trust hosts that are met for the first time; a changed key is refused all the same',
  },
  askPassword: { long: 'ask-password', summary: 'log in by password where keys do not serve, and ask for it' },
  out: { long: 'out', value: 'FILE', summary: 'save the plan, for apply --plan' },
  detailedExitcode: { long: 'detailed-exitcode', summary: 'exit 2 where changes are pending' },
  plan: { long: 'plan', value: 'FILE', summary: 'apply this saved plan, or refuse where the hosts have changed since' },
  dryRun: { long: 'dry-run', summary: 'show the plan and stop, as evenkeel plan does' },
  yes: { long: 'yes', summary: 'do not ask' },
  acceptIrreversible: { long: 'accept-irreversible', summary: 'consent to changes that cannot be undone' },
  lease: {
    long: 'lease',
    value: 'TIME',
    summary: 'how long a host goes on without hearing from here before it takes the run back (60s)',
  },
  inDoubt: {
    long: 'in-doubt',
    value: 'TIME',
    summary: 'the same once every host is done and waits for its confirmation (10m)',
  },
  keepRuns: { long: 'keep-runs', value: 'N', summary: 'how many ended runs a host remembers (20)' },
  keepOnFailure: {
    long: 'keep-on-failure',
    summary: 'where a host fails, take back that one only, and leave those that are done as they are',
  },
  json: { long: 'json', summary: 'JSON on standard output, text for people on standard error' },
  verbose: { long: 'verbose', short: 'v', summary: 'say more: each connection, each step, the causes of errors' },
  help: { long: 'help', short: 'h', summary: 'this text' },
} as const satisfies Record<string, Flag>

export type FlagName = keyof typeof FLAGS

type ValueOf<F> = F extends { repeatable: true }
  ? readonly string[]
  : F extends { value: string }
    ? string | undefined
    : boolean

/** What was given; a flag that was not, or that the command does not know, is undefined, empty or false. */
export type Flags = { readonly [Name in FlagName]: ValueOf<(typeof FLAGS)[Name]> }

/** All of them not given. */
export function noFlags(): Flags {
  const entries = Object.entries<Flag>(FLAGS).map(([name, flag]) => [name, emptyValue(flag)])
  return Object.fromEntries(entries) as Flags
}

function emptyValue(flag: Flag): readonly string[] | false | undefined {
  if (flag.repeatable) return []
  return flag.value === undefined ? false : undefined
}
