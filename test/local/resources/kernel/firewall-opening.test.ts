import { mkdirSync, writeFileSync } from 'node:fs'
import test from 'ava'
import { firewallOpening } from '../../../../engine/resources/firewall-opening.ts'
import { sh } from '../../../../engine/shell.ts'
import { Scratch, shells } from '../../../support/scratch.ts'

// What `nft -a -s list ruleset` (1.0.6) printed.
const ENDING = `table inet filter { # handle 1
	set banned { # handle 4
		type ipv4_addr
		elements = { 10.9.9.9 }
	}

	chain ending { # handle 5
		log prefix "end: " level info # handle 6
		counter reject with icmpx admin-prohibited # handle 7
	}

	chain input { # handle 1
		type filter hook input priority filter; policy accept;
		ct state established,related accept # handle 8
		ip saddr @banned drop # handle 9
		tcp dport 22 accept comment "ssh # handle 3" # handle 10
		jump ending # handle 11
	}

	chain forward { # handle 2
		type filter hook forward priority filter; policy drop;
	}
}
`
const POLICY = `table ip6 strict { # handle 2
	chain in { # handle 1
		type filter hook input priority filter + 10; policy drop;
		ip6 saddr fe80::/10 accept # handle 2
	}
}
`
const BANS = `table ip f2b { # handle 3
	chain in { # handle 1
		type filter hook input priority filter - 1; policy accept;
		ip saddr 10.9.9.8 reject # handle 2
	}
}
`
const OPEN = `table inet open { # handle 4
	chain input { # handle 1
		type filter hook input priority filter; policy drop;
		counter accept # handle 2
		drop # handle 3
	}
}
`
const OURS = `table ip own { # handle 5
	chain input { # handle 1
		type filter hook input priority filter; policy drop;
		tcp dport 443 accept comment "evenkeel: tcp 443" # handle 2
		tcp dport 4430 accept comment "evenkeel: tcp 4430" # handle 3
	}
}
`

/** An nft that prints this ruleset, and the rules that it is given. */
function nft(ruleset: string) {
  return sh`nft() {
  case $1 in
  -f) tee -a "$EVENKEEL_STEP/asked" ;;
  *) printf %s ${ruleset} ;;
  esac
}
has() { [ "$1" = nft ]; }`
}

const STATEFUL = `table inet stateful { # handle 6
	chain input { # handle 1
		type filter hook input priority filter; policy accept;
		ct state invalid counter drop # handle 4
	}

	chain forward { # handle 2
		type filter hook forward priority filter; policy accept;
		ct state vmap { invalid : drop, established : accept } # handle 5
		reject # handle 6
	}
}
`

const chains: readonly (readonly [string, string, string])[] = [
  ['a chain that ends with a jump to a reject', ENDING, 'inet filter input 11\n'],
  ['a policy that drops', POLICY, 'ip6 strict in -\n'],
  ['no chain that drops only some packets', BANS, ''],
  ['no chain that accepts all packets', OPEN, ''],
  ['each of several', `${ENDING}${BANS}${POLICY}`, 'inet filter input 11\nip6 strict in -\n'],
  ['none in an empty ruleset', '', ''],
]

for (const shell of shells) {
  const name = shell.join(' ')

  for (const [title, ruleset, expected] of chains) {
    test(`filtering_chains finds ${title} under ${name}`, (t) => {
      using host = new Scratch(shell)
      t.is(host.run(sh`${nft(ruleset)}\nfiltering_chains`, '').output, expected)
    })
  }

  test(`filtering_chains finds chains that filter forwarded packets under ${name}`, (t) => {
    using host = new Scratch(shell)
    const found = host.run(sh`${nft(`${ENDING}${POLICY}${STATEFUL}`)}\nfiltering_chains forward`, '').output
    t.is(found, 'inet filter forward -\ninet stateful forward 6\n')
  })

  test(`open_in_nftables lets answers through under ${name}`, (t) => {
    using host = new Scratch(shell)
    const rules = '4:ip saddr { 10.0.0.1/32 } tcp sport 80'
    t.is(
      host.run(sh`${nft(`${ENDING}${STATEFUL}`)}\nopen_in_nftables web ${rules} forward`, '-eu').output,
      `add rule inet filter forward ip saddr { 10.0.0.1/32 } tcp sport 80 accept comment "web"
insert rule inet stateful forward handle 6 ip saddr { 10.0.0.1/32 } tcp sport 80 accept comment "web"
`,
    )
  })

  for (const [title, firewall, isTracked, printed] of [
    ['opens a chain that filters forwarded packets', nft(ENDING), false, /^live no\nlasting no\n$/],
    ['has nothing to do if only incoming packets are filtered', nft(POLICY), false, /^nothing filters\n$/],
    [
      'ignores rules on connection states of incoming packets',
      nft(STATEFUL.replace('invalid : drop, ', '')),
      false,
      /^live no/,
    ],
    ['refuses untracked answers if a chain drops invalid states', nft(STATEFUL), false, /write conntrack: true/],
    ['opens a chain that drops invalid states for tracked answers', nft(STATEFUL), true, /^live no\nlasting no\n$/],
    ['refuses untracked answers, which firewalld drops', sh`firewalld_runs() { :; }`, false, /write conntrack: true/],
    ['leaves tracked answers to firewalld', sh`firewalld_runs() { :; }`, true, /^live yes\nlasting yes\n$/],
  ] as const) {
    test(`firewallOpening() of answers ${title} under ${name}`, (t) => {
      using host = new Scratch(shell)
      const answers = isTracked ? 'tracked' : 'untracked'
      const opening = firewallOpening({ protocol: 'tcp', port: 8080, from: ['10.0.0.1'], answers })
      t.regex(host.run(sh`${firewall}\n${opening.probe}`, '').output, printed)
    })
  }

  test(`open_at_boot updates the functions of its script, and keeps earlier openings, under ${name}`, (t) => {
    using host = new Scratch(shell)
    const before = "#!/bin/sh\nolder words\nopen_in_nftables 'tcp 80' '*:tcp dport 80' || exit\n"
    writeFileSync(host.path('openings.sh'), before)
    writeFileSync(host.path('words'), '#!/bin/sh\nopen_in_nftables() { :; }\n')
    const { status, output } = host.run(
      sh`OPENINGS_SCRIPT=${host.path('openings.sh')}
put_file() { cp "$2" "$1"; }
put_boot_unit() { :; }
open_at_boot answers '4:tcp sport 80' forward ${host.path('words')} x
open_at_boot answers '4:tcp sport 80' forward ${host.path('words')} x`,
      '-eu',
    )
    t.is(status, 0, output)
    t.is(
      host.text('openings.sh'),
      `#!/bin/sh
open_in_nftables() { :; }
open_in_nftables 'tcp 80' '*:tcp dport 80' || exit
open_in_nftables 'answers' '4:tcp sport 80' forward || exit
`,
    )
  })

  test(`open_in_nftables opens before a final reject, and at the end if the policy drops, under ${name}`, (t) => {
    using host = new Scratch(shell)
    const rules = '4:ip saddr { 10.0.0.1/32 } tcp dport 80;6:ip6 saddr { fd00::1/128 } tcp dport 80'
    const { output } = host.run(sh`${nft(`${ENDING}${POLICY}`)}\nopen_in_nftables web ${rules}`, '-eu')
    t.is(
      output,
      `insert rule inet filter input handle 11 ip saddr { 10.0.0.1/32 } tcp dport 80 accept comment "web"
insert rule inet filter input handle 11 ip6 saddr { fd00::1/128 } tcp dport 80 accept comment "web"
add rule ip6 strict in ip6 saddr { fd00::1/128 } tcp dport 80 accept comment "web"
`,
    )
  })

  test(`open_in_nftables leaves an opening, and close_in_nftables removes nothing else, under ${name}`, (t) => {
    using host = new Scratch(shell)
    const comment = 'evenkeel: tcp 443'
    t.is(host.run(sh`${nft(OURS)}\nopen_in_nftables ${comment} '*:tcp dport 443'`, '-eu').output, '')
    t.is(host.run(sh`${nft(OURS)}\nclose_in_nftables ${comment}`, '-eu').output, 'delete rule ip own input handle 2\n')
    t.is(
      host.run(sh`${nft(OURS)}\nopened_in_nftables 'evenkeel: tcp 44' '*:tcp dport 44' || echo closed`, '').output,
      'closed\n',
    )
  })

  test(`firewall_here finds the firewall, none, or one that it cannot open, under ${name}`, (t) => {
    using host = new Scratch(shell)
    const here = (words: ReturnType<typeof sh>) => host.run(sh`${words}\nfirewall_here`, '').output
    t.is(here(nft(`${BANS}${OPEN}`)), 'none\n')
    t.is(here(nft(POLICY)), 'nftables\n')
    t.is(here(sh`has() { false; }`), 'none\n')
    t.regex(here(sh`nft() { echo 'not permitted'; return 1; }\nhas() { [ "$1" = nft ]; }`), /nft cannot list its rules/)
    const table = POLICY.replace('ip6 strict', 'ip6 filter').replace('chain in ', 'chain INPUT ')
    t.regex(here(sh`${nft(table)}\nhas() { [ "$1" != firewall-cmd ]; }`), /^rules of iptables filter on this host/)
  })

  test(`firewalld_wanted finds firewalld's zones, and earlier elements stay, under ${name}`, (t) => {
    using host = new Scratch(shell)
    // Output of firewall-cmd (1.3.3), with fewer zones and empty lines.
    const zones = `internal (active)
  target: default
  interfaces: eth1
  services: ssh
  ports: 443/tcp 53/udp
  protocols: 112
  rich rules: 
	rule family="ipv4" source address="10.9.0.1" protocol value="112" accept

public
  target: default
  interfaces: 
  ports: 8080/tcp
`
    const program = `#!/bin/sh
case "$*" in
*--get-default-zone) echo public ;;
*--list-all-zones) cat '${host.path('zones')}' ;;
*--info-zone=*) echo public ;;
*) echo "asked $*" ;;
esac
`
    writeFileSync(host.path('zones'), zones)
    writeFileSync(host.path('firewall-cmd'), program, { mode: 0o755 })
    const firewallCmd = sh`PATH=${host.path()}:$PATH record=$EVENKEEL_HOME/openings/x`
    t.is(
      host.run(sh`${firewallCmd}\nfirewalld_wanted "$(firewalld_elements)" '' port=443/tcp`, '').output,
      'internal port=443/tcp\npublic port=443/tcp\n',
    )
    t.is(
      host.run(sh`${firewallCmd}\nfirewalld_wanted "$(firewalld_elements)" eth1 protocol=112`, '').output,
      'internal protocol=112\n',
    )
    t.is(
      host.run(sh`${firewallCmd}\nfirewalld_wanted "$(firewalld_elements)" eth9 protocol=112`, '').output,
      'public protocol=112\n',
    )
    t.is(
      host.run(
        sh`${firewallCmd}
firewalld_add --permanent "$record" '' port=443/tcp
firewalld_remove --permanent "$record"`,
        '-eu',
      ).output,
      `asked -q --permanent --zone=public --add-port=443/tcp
asked -q --permanent --zone=public --query-port=443/tcp
asked -q --permanent --zone=public --remove-port=443/tcp
`,
    )
  })

  test(`firewalld_remove leaves the zone files of firewalld as they were under ${name}`, (t) => {
    using host = new Scratch(shell)
    mkdirSync(host.path('zones'))
    // Like firewalld: a change writes the zone's file, and keeps the previous one as .old.
    const program = `#!/bin/sh
zone=$(printf '%s\n' "$*" | sed -n 's/.*zone=\\([a-z]*\\).*/\\1/p')
file=${host.path('zones')}/$zone.xml
all() { grep -hs port= "$file" || true; }
change() { { [ ! -e "$file" ] || cp "$file" "$file.old"; } && printf '<zone>\n%s\n' "$1" >"$file"; }
case "$*" in
*--get-default-zone) echo public ;;
*--list-all-zones) printf 'public\n  ports: %s\n' "$(all | sed 's/port=//' | tr '\n' ' ')" ;;
*--info-zone=*) all ;;
*--query-*) all | grep -qxF "\${4#--query-}" ;;
*--add-*) change "$(all; echo "\${4#--add-}")" ;;
*--remove-*) change "$(all | grep -vxF "\${4#--remove-}")" ;;
esac
`
    writeFileSync(host.path('firewall-cmd'), program, { mode: 0o755 })
    const words = sh`PATH=${host.path()}:$PATH FIREWALLD_ZONES=${host.path('zones')}
add() { firewalld_add --permanent "$EVENKEEL_HOME/openings/$1" '' "$2"; }
back() { firewalld_remove --permanent "$EVENKEEL_HOME/openings/$1"; }
state() { cd "$FIREWALLD_ZONES"; { grep -Hs . * || true; } | tr '\n' ' '; ls -A "$EVENKEEL_HOME/openings" | grep -c zone- || true; }`
    const life = sh`${words}
add web port=80/tcp; add tls port=443/tcp; back web; state; back tls; state`
    const between = 'public.xml:<zone> public.xml:port=443/tcp public.xml.old:<zone>'
    t.is(host.run(life, '-eu').output, `${between} public.xml.old:port=80/tcp public.xml.old:port=443/tcp 1\n0\n`)

    writeFileSync(host.path('zones', 'public.xml'), '<zone> <!-- mine -->\nport=22/tcp\n')
    t.is(host.run(life, '-eu').output.split('\n')[1], 'public.xml:<zone> <!-- mine --> public.xml:port=22/tcp 0')

    const other = sh`${words}
add web port=80/tcp; firewall-cmd -q --permanent --zone=public --add-port=25/tcp; back web; state`
    t.true(host.run(other, '-eu').output.startsWith('public.xml:<zone> public.xml:port=22/tcp public.xml:port=25/tcp '))
  })
}
