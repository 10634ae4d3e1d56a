/** One flag of the command line. */
export interface Flag {
  /** Written as `--long`. */
  readonly long: string
  /** Written as `-x`. */
  readonly short?: string
  /** The name of its value in the usage; a flag without one is on or off. */
  readonly value?: string
  /** May be given several times. */
  readonly repeatable?: boolean
  /** The variable of the environment that gives the value without the flag. */
  readonly environment?: string
  readonly summary: string
}

/** All flags; each command lists those that it takes. */
export const FLAGS = {
  inventory: {
    long: 'inventory',
    short: 'i',
    value: 'INVENTORY',
    summary: 'the hosts: a file in YAML or INI, or a program',
  },
  answers: {
    long: 'answers',
    value: 'FILE',
    summary: 'the answers to questions of init: what stands there is not asked',
  },
  set: {
    long: 'set',
    value: 'KEY=VALUE',
    repeatable: true,
    summary: 'an answer to one question of init, which overrides the file; may be repeated',
  },
  limit: { long: 'limit', value: 'PATTERN', summary: "only these hosts, such as 'web*:!web3'" },
  variable: {
    long: 'variable',
    short: 'e',
    value: 'NAME=VALUE',
    repeatable: true,
    summary: 'a variable that overrides all others; may be repeated',
  },
  forks: { long: 'forks', value: 'N', summary: 'hosts that evenkeel works on at the same time (50)' },
  sshConfig: {
    long: 'ssh-config',
    short: 'F',
    value: 'FILE',
    environment: 'EVENKEEL_SSH_CONFIG',
    summary: 'instead of ~/.ssh/config',
  },
  acceptNewHostKeys: {
    long: 'accept-new-host-keys',
    summary: 'trust the key of a host that is new; a changed key is still refused',
  },
  askPassword: { long: 'ask-password', summary: 'ask for a password if no key can log in' },
  identity: {
    long: 'identity',
    value: 'FILE',
    environment: 'EVENKEEL_IDENTITY',
    summary: 'the private key that opens encrypted secrets: of age, or of SSH',
  },
  vaultPasswordFile: {
    long: 'vault-password-file',
    value: 'FILE',
    environment: 'ANSIBLE_VAULT_PASSWORD_FILE',
    summary: "the password of Ansible's !vault values",
  },
  recipient: {
    long: 'recipient',
    value: 'KEY',
    repeatable: true,
    summary: 'encrypt to this public key, too: age1… or "ssh-ed25519 AAAA…"; may be repeated',
  },
  removeRecipient: {
    long: 'remove-recipient',
    value: 'KEY',
    repeatable: true,
    summary: 'encrypt no longer to this public key, or to that with this comment; may be repeated',
  },
  passphrase: { long: 'passphrase', summary: 'open the secrets by a passphrase, too, which is asked for' },
  out: { long: 'out', value: 'FILE', summary: 'save the plan, for apply --plan' },
  detailedExitcode: { long: 'detailed-exitcode', summary: 'exit 2 if changes are pending' },
  diffPrivateFiles: {
    long: 'diff-private-files',
    summary: 'show the text of files that not everybody on the host may read',
  },
  junit: { long: 'junit', value: 'FILE', summary: 'save the results as JUnit XML, for CI' },
  watch: { long: 'watch', summary: 'read again and again, every 2 seconds, and show it in the same place' },
  prometheus: {
    long: 'prometheus',
    value: 'FILE',
    summary: "write metrics, for the textfile collector of Prometheus' node exporter",
  },
  plan: { long: 'plan', value: 'FILE', summary: 'apply this saved plan, or refuse if the hosts have changed since' },
  dryRun: { long: 'dry-run', summary: 'show what would be done, and stop' },
  method: {
    long: 'method',
    value: 'clone|backup',
    summary: "how data is copied: clone (MySQL) or backup (MariaDB); the engine's own",
  },
  to: { long: 'to', value: 'HOST', summary: 'the host that shall take writes (the standby)' },
  labProvider: {
    long: 'provider',
    value: 'uml|nspawn|vagrant',
    summary: 'what boots a lab: UML (Debian, root; the default), containers, or Vagrant; later commands know it',
  },
  drain: {
    long: 'drain',
    summary: 'drain each server on its balancers before it changes, as with drain: true on its play',
  },
  timeout: {
    long: 'timeout',
    value: 'TIME',
    summary: "how long to wait for a drained server's connections to end (60s)",
  },
  yes: { long: 'yes', summary: 'do not ask' },
  acceptIrreversible: { long: 'accept-irreversible', summary: 'consent to changes that cannot be undone' },
  lease: {
    long: 'lease',
    value: 'TIME',
    summary: 'revert a host after this long without contact (60s)',
  },
  inDoubt: {
    long: 'in-doubt',
    value: 'TIME',
    summary: 'revert a host that has waited this long for its confirmation (10m)',
  },
  keepRuns: { long: 'keep-runs', value: 'N', summary: 'keep the records of this many ended runs on each host (20)' },
  keepOnFailure: {
    long: 'keep-on-failure',
    summary: 'if a host fails, revert only that host, and keep the hosts that are done',
  },
  strict: {
    long: 'strict',
    summary: 'revert also for a check that already failed in the same way before the run',
  },
  json: { long: 'json', summary: 'JSON on standard output, text for people on standard error' },
  verbose: { long: 'verbose', short: 'v', summary: 'print more: each connection, each step, the causes of errors' },
  help: { long: 'help', short: 'h', summary: 'this text' },
} as const satisfies Record<string, Flag>

export type FlagName = keyof typeof FLAGS

type ValueOf<F> = F extends { repeatable: true }
  ? readonly string[]
  : F extends { value: string }
    ? string | undefined
    : boolean

/** The summary, and where else the value can come from. */
export function flagText({ summary, environment }: Flag): string {
  return environment === undefined ? summary : `${summary}; also ${environment}`
}

/** The flags given; one that is not given, or that the command does not take, is undefined, empty or false. */
export type Flags = { readonly [Name in FlagName]: ValueOf<(typeof FLAGS)[Name]> }

/** No flag given. */
export function noFlags(): Flags {
  const entries = Object.entries<Flag>(FLAGS).map(([name, flag]) => [name, emptyValue(flag)])
  return Object.fromEntries(entries) as Flags
}

function emptyValue(flag: Flag): readonly string[] | false | undefined {
  if (flag.repeatable) return []
  return flag.value === undefined ? false : undefined
}
