import { quote } from '../../engine/shell.ts'
import type { LabHost, Layout } from '../layout.ts'

/**
 * A script for root that runs once in a host, in any distribution. The inventory's user can then log in as on the real
 * host, with the given public keys.
 */
export function firstBoot(host: LabHost, layout: Layout, keys: string): string {
  return [
    '#!/bin/sh',
    `# Runs once in ${host.name}, as root.`,
    'set -eu',
    '',
    `user=${quote(host.user)}`,
    ...(host.user === 'root' ? [] : [ACCOUNT]),
    'home=$(getent passwd "$user" | cut -d : -f 6)',
    'mkdir -p "$home/.ssh"',
    `printf %s ${quote(keys)} >>"$home/.ssh/authorized_keys"`,
    'chmod 700 "$home/.ssh"',
    'chmod 600 "$home/.ssh/authorized_keys"',
    'chown -R "$user:" "$home/.ssh"',
    'if command -v restorecon >/dev/null; then restorecon -R "$home/.ssh"; fi',
    '',
    PREPEND,
    "# The names of all hosts. Vagrant gives this host's own name to an address of the loopback interface.",
    `sed -i ${withoutName(host.name)
      .map((line) => `-e ${quote(line)}`)
      .join(' ')} /etc/hosts`,
    `prepend /etc/hosts ${quote(hostsLines(layout))}`,
    '',
    ...sshd(host),
  ].join('\n')
}

/** Any login but root gets sudo without a password. */
const ACCOUNT = `id "$user" >/dev/null 2>&1 || useradd --create-home --shell /bin/sh "$user"
printf '%s ALL=(ALL) NOPASSWD: ALL\\n' "$user" >/etc/sudoers.d/evenkeel-lab
chmod 440 /etc/sudoers.d/evenkeel-lab`

const PREPEND = `prepend() { # FILE LINES
  rest=$(cat "$1")
  printf '%s\\n%s\\n' "$2" "$rest" >"$1"
}
`

/** A sed script that takes a name away from 127.0.0.0/8. */
function withoutName(name: string): string[] {
  const word = name.replaceAll('.', '\\.')
  return ['/^127\\./{', ':again', `s/[[:space:]]${word}\\([[:space:]]\\|$\\)/\\1/`, 't again', '}']
}

function hostsLines({ hosts }: Layout): string {
  return hosts.map(({ name, address }) => `${address} ${name}`).join('\n')
}

/** Vagrant itself needs port 22. The first value of a setting counts, except that all ports do. */
function sshd({ user, port = 22 }: LabHost): string[] {
  const settings = [
    ...(user === 'root' ? ['PermitRootLogin prohibit-password'] : []),
    ...(port === 22 ? [] : ['Port 22', `Port ${port}`]),
  ]
  if (settings.length === 0) return []
  return [
    "# Before the box's own settings, some of which do not let root log in.",
    `prepend /etc/ssh/sshd_config ${quote(settings.join('\n'))}`,
    'systemctl reload sshd 2>/dev/null || systemctl reload ssh 2>/dev/null || service sshd reload || service ssh reload',
    '',
  ]
}
