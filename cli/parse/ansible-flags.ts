/** What to give instead of flags of ansible-playbook, by flag. */
const INSTEAD: Readonly<Record<string, string>> = {
  ...each(['-l', '--subset'], "--limit PATTERN says which hosts, such as --limit 'web*:!web3'."),
  ...each(['-f'], '--forks N says how many hosts evenkeel works on at the same time.'),
  ...each(['-b', '--become'], 'Write "become: true" beside the host in the inventory, or -e ansible_become=true.'),
  ...each(['-K', '--ask-become-pass'], 'evenkeel asks for the password of sudo by itself.'),
  ...each(['-k', '--ask-pass'], '--ask-password asks for a password if no key can log in.'),
  ...each(['-u', '--user'], 'Write "user: NAME" beside the host in the inventory, or -e ansible_user=NAME.'),
  ...each(
    ['--private-key', '--key-file'],
    'Write "identity_file: PATH" beside the host in the inventory, or -F an ssh_config.',
  ),
  ...each(['--check', '-C'], 'evenkeel plan shows what apply would change, and changes nothing.'),
  ...each(['-D', '--diff'], 'evenkeel plan and apply always show diffs.'),
  ...each(
    ['-t', '--tags', '--skip-tags'],
    'There are no tags: what needs no change takes no time. --limit chooses hosts.',
  ),
  ...each(['--extra-vars'], '-e NAME=VALUE gives a variable.'),
  ...each(
    ['--ask-vault-pass', '--ask-vault-password', '-J'],
    'evenkeel asks for the password of the vault where it is needed.',
  ),
  ...each(['--vault-id', '--vault-pass-file'], '--vault-password-file FILE names the password of the vault.'),
  ...each(
    ['--syntax-check', '--list-hosts', '--list-tasks'],
    'evenkeel plan reads and checks all files, and names hosts and changes.',
  ),
  ...each(['--start-at-task', '--step'], 'A run is a transaction: it is done as a whole, or not at all.'),
}

function each(flags: readonly string[], sentence: string): Record<string, string> {
  return Object.fromEntries(flags.map((flag) => [flag, sentence]))
}

/** What to give instead of a flag of Ansible; undefined for any other. */
export function insteadOfAnsibleFlag(rawName: string): string | undefined {
  return Object.hasOwn(INSTEAD, rawName) ? INSTEAD[rawName] : undefined
}
