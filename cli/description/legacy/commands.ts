/** A command of tutorials, and what to write instead; `$1` … are groups of the pattern. */
type LegacyCommand = readonly [pattern: RegExp, advice: string]

const SELINUX =
  'SELinux stays as it is: list what to allow in the role selinux: booleans: { haproxy_connect_any: true } (rule 51)'
const FIREWALL =
  'the firewall stays on: the role firewall opens what is needed (rule 51); if another one replaces it, write "- service: { name: firewalld, enabled: false, running: false }"'
const TABLE = 'the role ipvs manages the table, changes only what differs, and saves it (rules 12 and 13)'
const VIP_ROLES = 'virtual addresses come from the roles keepalived, ipvs and real_server'
const CHANNELS = 'the role mysql makes the channels, with GTIDs: write replication: { password: … } (rule 43)'
const ACCOUNTS =
  'the role mysql makes accounts on each server: write accounts: [{ name: shop, from: [web_servers], … }] (rule 44)'
const VOLATILE = 'a reboot would undo it: write'

const sysctlTask = (name: string, value: string) => `"- sysctl: { name: ${name}, value: ${value} }"`
const addressTask = (address: string, name: string) => `"- address: { address: ${address}, interface: ${name} }"`

const LEGACY_COMMANDS: readonly LegacyCommand[] = [
  [/^setenforce\s+(0|permissive)$/i, SELINUX],
  [/^sed\s.*SELINUX=(disabled|permissive)\b.*\s\/etc\/(selinux\/config|sysconfig\/selinux)$/, SELINUX],
  [
    /^systemctl\s+(--now\s+)?(stop|disable|mask)\s+(--now\s+)?(firewalld|iptables|ip6tables|nftables|ufw)(\.service)?$/,
    FIREWALL,
  ],
  [/^(service\s+|\/etc\/init\.d\/)(firewalld|iptables|ip6tables|ufw)\s+stop$/, FIREWALL],
  [/^chkconfig\s+(firewalld|iptables|ip6tables)\s+off$/, FIREWALL],
  [/^(ufw\s+disable|iptables\s+(-F|--flush)|nft\s+flush\s+ruleset)$/, FIREWALL],
  [
    /^echo\s+(?:-n\s+)?["']?([\w.-]+)["']?\s*>\s*\/proc\/sys\/(net\/[\w./-]+)$/,
    `${VOLATILE} ${sysctlTask('$2', '$1')}`,
  ],
  [/^sysctl\s+(?:-\w+\s+)*["']?(net[./][\w./-]+)\s*=\s*([\w.-]+)["']?$/, `${VOLATILE} ${sysctlTask('$1', '$2')}`],
  [
    /^echo\s+["']?(net[./][\w./-]+)\s*=\s*([\w.-]+)["']?\s*>>?\s*\/etc\/sysctl\.(?:conf|d\/\S+)$/,
    `it takes effect only after the next boot: write ${sysctlTask('$1', '$2')}`,
  ],
  [
    /^ip\s+(?:-[46]\s+)?a(?:ddr(?:ess)?)?\s+add\s+([\da-f.:]+(?:\/\d+)?)\s+(?:(?:brd|broadcast|label|scope)\s+\S+\s+)*dev\s+([\w.-]+)(?:\s+(?:brd|broadcast|label|scope)\s+\S+)*$/,
    `${VOLATILE} ${addressTask('$1', '$2')}; ${VIP_ROLES}`,
  ],
  [
    /^ifconfig\s+([\w.-]+)(?::\d+)?\s+([\d.]+)(?:\s+(?:netmask|broadcast)\s+[\d.]+)*(?:\s+up)?$/,
    `${VOLATILE} ${addressTask('$2/PREFIX', '$1')}; ${VIP_ROLES}`,
  ],
  [/^route\s+add\s+-host\s+[\d.]+\s+dev\s+lo(?::\d+)?$/, 'leave it out: the role real_server needs no route'],
  [
    /^(?:ip\s+route\s+add\s+default\s+via|route\s+add\s+default\s+gw)\s+([\d.]+)$/,
    `${VOLATILE} "- route: { to: default, via: $1 }"`,
  ],
  [/^(mysql|mariadb)\s.*\b(CHANGE\s+MASTER\s+TO|(START|STOP|RESET)\s+SLAVE)\b/i, CHANNELS],
  [/^(mysql|mariadb)\s.*\b(CREATE\s+USER|GRANT)\b/i, ACCOUNTS],
  [
    /^(mysql|mariadb)\s.*\bSET\s+GLOBAL\s+(super_)?read_only\b/i,
    "the writer's guard opens and closes servers; evenkeel switchover moves the writer (rules 46 and 49)",
  ],
  [
    /^(mysql|mariadb)\s.*\bSQL_SLAVE_SKIP_COUNTER\b/i,
    'an error of replication is the sign of a fork: evenkeel rejoin shows what differs (rule 48)',
  ],
  [
    /^(mysql|mariadb|mysqladmin|mysqldump|mariadb-dump)\s(.*\s)?(-p|--password=)[^\s]/,
    'every user of the host sees the password in the list of processes: root logs in over the socket without one (rule 50)',
  ],
  [
    /^socat\s.*(haproxy|admin\.sock)/,
    'evenkeel drain, restore and weight set servers of the running HAProxy, and the balancers remember it',
  ],
  [/^modprobe\s+(ip_vs\w*|ipip)$/, `${VOLATILE} "- kernel_module: { name: $1 }" (rule 14)`],
  [/^ipvsadm\s+(-\w*[AaEeDdCR]\w*|--(add|edit|delete)-(service|server)|--clear|--restore)(\s|$)/, TABLE],
  [/^(service\s+ipvsadm\s+save|ipvsadm-save\b.*|ipvsadm\s+(-S\w*|--save)(\s.*)?)$/, TABLE],
]

/** A message for each command of a script that a resource or a role should do instead. */
export function legacyCommandsIn(script: string): readonly string[] {
  // A here-document is input of another program, and not commands of this script.
  if (script.includes('<<')) return []
  return commandsOf(script).flatMap((command) => {
    for (const [pattern, advice] of LEGACY_COMMANDS) {
      const found = pattern.exec(command)
      if (found !== null)
        return [`"${command}": ${advice.replaceAll(/\$(\d)/g, (_, index) => keyOf(found[Number(index)] ?? ''))}`]
    }
    return []
  })
}

/** Writes a sysctl key with dots, unless a part of it has a dot. */
function keyOf(written: string): string {
  return /^net\/[^.]+$/.test(written) ? written.replaceAll('/', '.') : written
}

const COMMANDS = /(?:'[^']*'|"(?:\\.|[^"\\])*"|\\[^\n]|[^\n;&|'"\\])+/g
const BEFORE = /^(?:(?:sudo|then|do|else|if|!)\s+)+/

/** The commands of a script, without words such as `sudo` or `then` before them and without the program's folder. */
function commandsOf(script: string): readonly string[] {
  const lines = script.replaceAll(/\\\n/g, ' ').replaceAll(/(^|\s)#.*$/gm, '$1')
  return (lines.match(COMMANDS) ?? []).map((command) =>
    command
      .trim()
      .replace(BEFORE, '')
      .replace(/^(\/usr)?\/s?bin\//, ''),
  )
}
