import { accepts, type LegacyForm, refusesLegacy } from './legacy-forms.ts'

const command = (run: string) => `command: { run: '${run.replaceAll("'", "''")}', unless: 'false', undo: 'true' }`
const sysctl = (name: string, value: number) => `write "- sysctl: { name: ${name}, value: ${value} }"`

const FIREWALL = 'the role firewall opens what is needed'
const SELINUX = 'in the role selinux: booleans: { haproxy_connect_any: true }'
const TABLE = 'the role ipvs manages the table'

const COMMANDS: readonly (readonly [run: string, message: string])[] = [
  ['echo 1 > /proc/sys/net/ipv4/ip_forward', sysctl('net.ipv4.ip_forward', 1)],
  ['echo "1" >/proc/sys/net/ipv4/conf/lo/arp_ignore', sysctl('net.ipv4.conf.lo.arp_ignore', 1)],
  ['sysctl -w net.ipv4.ip_forward=1', sysctl('net.ipv4.ip_forward', 1)],
  ['echo "net.ipv4.ip_nonlocal_bind = 1" >> /etc/sysctl.conf', sysctl('net.ipv4.ip_nonlocal_bind', 1)],
  ['ip addr add 10.77.0.100/32 dev lo', 'write "- address: { address: 10.77.0.100/32, interface: lo }"'],
  ['sudo /sbin/ip addr add 10.77.0.100/32 brd + dev lo label lo:0', 'address: 10.77.0.100/32, interface: lo }'],
  ['ifconfig lo:0 10.77.0.100 netmask 255.255.255.255 up', 'address: 10.77.0.100/PREFIX, interface: lo }'],
  ['route add -host 10.77.0.100 dev lo:0', 'the role real_server needs no route'],
  ['route add default gw 10.77.0.1', 'write "- route: { to: default, via: 10.77.0.1 }"'],
  ['modprobe ip_vs', 'write "- kernel_module: { name: ip_vs }"'],
  ['ipvsadm -C', TABLE],
  ['ipvsadm -A -t 10.77.0.100:80 -s rr', TABLE],
  ['ipvsadm -a -t 10.77.0.100:80 -r 10.77.0.21 -g', TABLE],
  ['service ipvsadm save', TABLE],
  ['ipvsadm-save -n > /etc/sysconfig/ipvsadm', TABLE],
  ['mysql -u root -e "CHANGE MASTER TO MASTER_HOST=10.0.0.1"', 'the role mysql makes the channels'],
  ['mysql -e "start slave"', 'the role mysql makes the channels'],
  ["mysql -e \"GRANT ALL ON *.* TO 'root'@'%' IDENTIFIED BY 'x'\"", 'the role mysql makes accounts'],
  ['mysql -e "SET GLOBAL read_only = 0"', 'evenkeel switchover moves the writer'],
  ['echo "disable server web/web1" | socat stdio /run/haproxy/admin.sock', 'evenkeel drain, restore and weight'],
  ['mysqldump -uroot -psecretly shop', 'in the list of processes'],
  ['setenforce 0', SELINUX],
  [
    "sed -i 's/SELINUX=enforcing/SELINUX=disabled/' /etc/selinux/config",
    `disabled/' /etc/selinux/config": SELinux stays`,
  ],
  ['systemctl disable --now firewalld', FIREWALL],
  ['systemctl stop firewalld.service', FIREWALL],
  ['service iptables stop', FIREWALL],
  ['chkconfig iptables off', FIREWALL],
  ['iptables -F', FIREWALL],
  ['ufw disable', FIREWALL],
  ['mkdir -p /srv && setenforce 0; systemctl stop firewalld', SELINUX],
  ['mkdir -p /srv && setenforce 0; systemctl stop firewalld', FIREWALL],
]

/** As Ansible and shells have tasks, without saying when they are done. */
const TASKS: readonly LegacyForm[] = [
  ['command: setenforce 0', 'setenforce', SELINUX],
  ['command: make install', 'make', 'such as { run: …, unless: … }'],
  ['shell: setenforce 0', 'shell', 'Write command'],
  ['yum: { name: haproxy }', 'yum', 'Write package.'],
  ['ansible.builtin.copy: { src: a, dest: /b }', 'ansible', 'Write file'],
  ['modprobe: { name: ip_vs }', 'modprobe', 'Write kernel_module.'],
  ['iptables: { chain: INPUT }', 'iptables', 'Write firewall_opening'],
  ['ipvsadm: -A -t 10.77.0.100:80', 'ipvsadm', 'Write the role ipvs'],
]

refusesLegacy('a task', [...COMMANDS.map(([run, message]): LegacyForm => [command(run), "'", message]), ...TASKS])

accepts('a task', [
  command('sysctl -w vm.drop_caches=3'),
  command('sysctl --system'),
  command('echo 1 > /proc/sys/net/ipv4/conf/$interface/arp_ignore'),
  command('ip netns exec blue ip addr add 10.0.0.1/32 dev lo'),
  command('ip addr add 10.0.0.1/24 dev eth0 peer 10.0.0.2'),
  command('ip route add default via 10.0.0.1 table 100'),
  command('ipvsadm --set 900 120 300'),
  command('ipvsadm -Ln'),
  command('iptables -F shop'),
  command('systemctl stop nginx'),
  command('echo "setenforce 0; iptables -F" > /root/never-do-this'),
  command('# setenforce 0'),
  'service: { name: firewalld, enabled: false, running: false }',
])
