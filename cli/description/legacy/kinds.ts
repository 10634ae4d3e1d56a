import { ofEach } from '../../../engine/errors/legacy-keys.ts'

/** Kinds of resources in other tools, with the kind or role to write here. */
const LEGACY = {
  ...ofEach(['yum', 'dnf', 'apt', 'apt_get', 'pip'], 'Write package.'),
  ...ofEach(['copy', 'template', 'lineinfile', 'blockinfile'], 'Write file, with its whole content.'),
  ...ofEach(['shell', 'raw', 'script', 'exec'], 'Write command, with how to see that it is done.'),
  ...ofEach(['systemd', 'systemd_service', 'systemctl', 'chkconfig'], 'Write service.'),
  modprobe: 'Write kernel_module.',
  seboolean: 'Write selinux_boolean, or the role selinux.',
  ...ofEach(['selinux', 'setenforce'], 'SELinux stays as it is: write the role selinux, which sets booleans.'),
  ...ofEach(['firewalld', 'iptables', 'ufw', 'nftables'], 'Write firewall_opening, or the role firewall.'),
  ...ofEach(['ipvsadm', 'ipvs', 'lvs'], 'Write the role ipvs, or ipvs_service for a service of its table.'),
  mysql_user: 'Write database_account.',
  mysql_db: 'Write database.',
  mysql_replication: 'Write replication_channel.',
  ...ofEach(['ip', 'ifconfig', 'nmcli'], 'Write address, route or interface.'),
}

/** The hint for a kind that Ansible or a tutorial uses. */
export function legacyKindHint(kind: string): string | undefined {
  const name = kind.split('.').at(-1) ?? kind
  return Object.hasOwn(LEGACY, name) ? LEGACY[name as keyof typeof LEGACY] : undefined
}
