import { EXIT_CODES } from '../exit-codes.ts'
import { type Command, usageLine } from '../parse/command.ts'
import { FLAGS, type Flag, type FlagName, flagText } from '../parse/flags.ts'

export interface ManPageOptions {
  readonly version: string
  /** The date at the foot of the page, such as `2026-11-21`. */
  readonly date: string
}

const SUMMARY = 'load-balanced, highly available clusters over plain SSH'

const DESCRIPTION = [
  'evenkeel sets up clusters that an inventory and a playbook in YAML describe: LVS directors and real servers, keepalived, HAProxy, nginx, MySQL. It changes hosts in transactions, over SSH and without an agent.',
  'A plan shows what would be changed. An apply changes that or less, proves it by reading the hosts again, looks at the running cluster, and otherwise reverts every host.',
]

/** Variables of the environment that no flag names. */
const ENVIRONMENT: Readonly<Record<string, string>> = {
  NO_COLOR: 'If it is set, text has no colours.',
  VISUAL: 'The editor of evenkeel secrets edit; else EDITOR, else vi.',
}

const FILES: Readonly<Record<string, string>> = {
  'secrets.yml': 'Beside the inventory: encrypted secrets (evenkeel secrets).',
  'roles/': "Beside the playbook: a user's own roles, in TypeScript or JavaScript.",
  '~/.ssh/config, ~/.ssh/known_hosts': 'How to log in, and the keys of hosts, as ssh reads them.',
  '~/.config/evenkeel/identity': 'The private key that opens secrets.',
  '/var/lib/evenkeel': 'On each host: journals, backups and what evenkeel manages there. Only root can read it.',
}

const EXAMPLES: readonly (readonly [text: string, command: string])[] = [
  ['Show what would be changed, and save it.', 'evenkeel plan web.yml -i hosts.yml --out web.plan'],
  ['Change that or less.', 'evenkeel apply web.yml -i hosts.yml --plan web.plan'],
  ['Look whether the cluster works.', 'evenkeel verify web.yml -i hosts.yml'],
  ['Take the last run back.', 'evenkeel rollback -i hosts.yml'],
]

/** The page evenkeel(1), in the macros of man(7), from the tables of the help. */
export function manPage(commands: Readonly<Record<string, Command>>, { version, date }: ManPageOptions): string {
  const used = Object.keys(FLAGS).filter((name) =>
    Object.values(commands).some(({ flags }) => flags.includes(name as FlagName)),
  ) as FlagName[]
  return [
    `.TH EVENKEEL 1 ${date} "evenkeel ${version}" "User Commands"`,
    // Flags are not hyphenated at the ends of lines.
    '.nh',
    ...section('NAME', [`evenkeel \\- ${roff(SUMMARY)}`]),
    ...section('SYNOPSIS', [
      '.B evenkeel',
      '.I COMMAND',
      '[words and flags]',
      '.br',
      '.B evenkeel help',
      '[\\fICOMMAND\\fR]',
    ]),
    ...section('DESCRIPTION', paragraphs(DESCRIPTION)),
    ...section(
      'COMMANDS',
      Object.entries(commands).flatMap(([name, command]) => commandItem(name, command)),
    ),
    ...section(
      'OPTIONS',
      [...used, 'help' as const].flatMap((name) => flagItem(FLAGS[name])),
    ),
    ...section(
      'EXIT STATUS',
      Object.values(EXIT_CODES).flatMap(({ code, meaning }) => item(`.B ${code}`, `${meaning}.`)),
    ),
    ...section('ENVIRONMENT', environmentItems(used)),
    ...section(
      'FILES',
      Object.entries(FILES).flatMap(([path, text]) => item(`.I ${roff(path)}`, text)),
    ),
    ...section(
      'EXAMPLES',
      EXAMPLES.flatMap(([text, command]) => item(`.B ${roff(command)}`, text)),
    ),
    ...section('SEE ALSO', [
      '.BR ssh_config (5),',
      '.BR keepalived.conf (5),',
      '.BR ipvsadm (8),',
      '.BR haproxy (1),',
      '.BR nginx (8)',
    ]),
    '',
  ].join('\n')
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return [`.SH ${title.includes(' ') ? `"${title}"` : title}`, ...lines]
}

function paragraphs(texts: readonly string[]): readonly string[] {
  return texts.flatMap((text, index) => (index === 0 ? [prose(text)] : ['.PP', prose(text)]))
}

function commandItem(name: string, command: Command): readonly string[] {
  const flags = command.flags.map((flag) => `--${FLAGS[flag].long}`)
  const taken = flags.length === 0 ? [] : ['.br', prose(`Flags: ${flags.join(', ')}.`)]
  return [...item(`.B ${roff(usageLine(name, command))}`, `${capitalized(command.summary)}.`), ...taken]
}

function flagItem(flag: Flag): readonly string[] {
  const names = [...(flag.short === undefined ? [] : [`-${flag.short}`]), `--${flag.long}`]
  const value = flag.value === undefined ? '' : ` \\fI${roff(flag.value)}\\fR`
  return item(names.map((name) => `\\fB${roff(name)}\\fR${value}`).join(', '), `${capitalized(flagText(flag))}.`)
}

function environmentItems(names: readonly FlagName[]): readonly string[] {
  const ofFlags = names.flatMap((name) => {
    const { environment, long }: Flag = FLAGS[name]
    return environment === undefined ? [] : [[environment, `The value of --${long}, if it is not given.`] as const]
  })
  return [...ofFlags, ...Object.entries(ENVIRONMENT)].flatMap(([name, text]) => item(`.B ${name}`, text))
}

/** A tagged paragraph. */
function item(tag: string, text: string): readonly string[] {
  return ['.TP', tag, prose(text)]
}

function capitalized(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`
}

/** A text that roff fills, in short lines, none of which begins a macro. */
function prose(text: string): string {
  return roff(text)
    .replaceAll(/(.{1,76}\S)(?: |$)/g, '$1\n')
    .trimEnd()
    .replace(/^(?=[.'])/gm, '\\&')
}

/** Text with its backslashes, hyphens and tildes as they are. */
function roff(text: string): string {
  return text.replaceAll('\\', '\\e').replaceAll('-', '\\-').replaceAll('~', '\\(ti').replaceAll('…', '...')
}
