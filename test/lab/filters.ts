import { dirname } from 'node:path'
import { imagesFolder } from '../../lab/place.ts'
import { type Cluster, run } from './cluster.ts'

/** A firewall that the administrator set up before evenkeel: it accepts logins and pings, and forwards nothing. */
export type Filter = 'nftables' | 'firewalld'

const NFTABLES = `#!/usr/sbin/nft -f
flush ruleset
table inet filter {
  chain input {
    type filter hook input priority filter; policy drop;
    ct state established,related accept
    iif lo accept
    meta l4proto { icmp, ipv6-icmp } accept
    tcp dport 22 accept
  }
  chain forward {
    type filter hook forward priority filter; policy drop;
    ct state established,related accept
  }
}
`

const SET_UP: Readonly<Record<Filter, string>> = {
  nftables: `apt-get -q -y install nftables >/dev/null && cat >/etc/nftables.conf <<'END' && systemctl -q enable --now nftables
${NFTABLES}END`,
  // Of the recommended packages, only the names of protocols are needed.
  firewalld: `for name in netbase firewalld; do apt-get -q -y install --no-install-recommends $name >/dev/null; done
timeout 120 sh -c 'until firewall-cmd -q --state; do sleep 2; done' || {
  journalctl -q -u firewalld | cut -c 1-300
  exit 1
}
# What its Python would start at the next boot runs from the start.
systemctl start systemd-binfmt`,
}

/** Sets up the filter on each of these hosts, also for the next boot. */
export async function filter(cluster: Cluster, filters: Readonly<Record<string, Filter>>): Promise<void> {
  const built = await run('sh', 'test/lab/nftables-modules.sh', dirname(imagesFolder()))
  if (built.status !== 0) throw new Error(`the modules of nftables could not be built: ${built.stderr}`)
  const modules = built.stdout.trim()
  const setUp = async ([host, filter]: [string, Filter]): Promise<void> => {
    await bringModules(cluster, host, modules)
    await cluster.on(host, `export DEBIAN_FRONTEND=noninteractive; { ${SET_UP[filter]}\n} 2>&1`)
  }
  await Promise.all(Object.entries(filters).map(setUp))
}

async function bringModules(cluster: Cluster, host: string, folder: string): Promise<void> {
  const unpack = 'mkdir -p "/lib/modules/$(uname -r)/updates" && tar -C "/lib/modules/$(uname -r)/updates" -x && depmod'
  const script = 'tar -C "$0" -c . | ssh -F "$EVENKEEL_SSH_CONFIG" "$1" "$2"'
  const answer = await cluster.controller('sh', '-c', script, folder, host, unpack)
  if (answer.status !== 0) throw new Error(`${host}: ${answer.stderr}`)
}

const RULES: Readonly<Record<Filter, string>> = {
  nftables: 'systemctl is-active nftables; systemctl is-enabled nftables; nft -s list ruleset',
  firewalld: `systemctl is-active firewalld; systemctl is-enabled firewalld
    for when in '' --permanent; do firewall-cmd $when --list-all-zones; done`,
}

/** Whether the filter is on, and its rules, one a line. */
export async function rulesOf(cluster: Cluster, host: string, filter: Filter): Promise<string[]> {
  return (await cluster.on(host, RULES[filter])).split('\n')
}
