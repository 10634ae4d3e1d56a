import type { ImageName } from '../settings.ts'

/** The content of an image; the image is stored under the digest of its recipe. */
export interface Recipe {
  /** Debian's code name. */
  readonly suite: string
  /** Settings of apt while the image is built, and in it. */
  readonly aptOptions?: readonly string[]
  /** Installed in the image. */
  readonly packages: readonly string[]
  /** Served to the hosts, with their dependencies, but not installed. */
  readonly served: readonly string[]
  /** Units that a lab does not need, and that cost time. */
  readonly masked: readonly string[]
  /** Generators of units that a lab does not need: systemd runs all others each time it reloads its units. */
  readonly maskedGenerators: readonly string[]
  /** Files that replace those of the packages: path and content. */
  readonly files: Readonly<Record<string, string>>
  /** Size of the hosts' root file system, in gigabytes; the image itself is sparse. */
  readonly gigabytes: number
}

/** The name of the package server, in each host's /etc/hosts. */
export const PACKAGES_HOST = 'packages.lab'

const BASE: Recipe = {
  suite: 'bookworm',
  packages: [
    'busybox',
    'curl',
    'dbus',
    'iproute2',
    'iputils-arping',
    'iputils-ping',
    'kmod',
    'less',
    'openssh-server',
    'openssl',
    'procps',
    'sudo',
    'systemd',
    'systemd-sysv',
    'tcpdump',
    'udev',
    'wrk',
  ],
  served: [
    'apache2',
    'firewalld',
    'haproxy',
    'ipvsadm',
    'keepalived',
    'libnginx-mod-stream',
    'logrotate',
    'mariadb-backup',
    'mariadb-server',
    'memcached',
    'nftables',
    'nginx',
    'python3', // for Ansible, in the benchmark
    'python3-apt',
    'rsyslog',
    'rsyslog-relp',
    'socat',
  ],
  masked: [
    'apt-daily-upgrade.timer',
    'apt-daily.timer',
    'dev-hugepages.mount',
    'dev-mqueue.mount',
    'e2scrub_all.timer',
    'e2scrub_reap.service',
    'getty@tty1.service',
    'kmod-static-nodes.service',
    'modprobe@configfs.service',
    'modprobe@dm_mod.service',
    'modprobe@drm.service',
    'modprobe@efi_pstore.service',
    'modprobe@fuse.service',
    'modprobe@loop.service',
    'sys-fs-fuse-connections.mount',
    'sys-kernel-config.mount',
    'sys-kernel-debug.mount',
    'sys-kernel-tracing.mount',
    'systemd-pstore.service',
  ],
  maskedGenerators: [
    'systemd-cryptsetup-generator',
    'systemd-debug-generator',
    'systemd-fstab-generator',
    'systemd-getty-generator',
    'systemd-gpt-auto-generator',
    'systemd-hibernate-resume-generator',
    'systemd-integritysetup-generator',
    'systemd-run-generator',
    'systemd-system-update-generator',
    'systemd-veritysetup-generator',
  ],
  files: {
    // systemd fills an empty machine-id at boot, without applying the presets of a "first boot".
    '/etc/machine-id': '',
    '/etc/fstab': '# The kernel command line names the root file system.\n',
    // It reserves addresses for 8 TB otherwise: a process has 512 GB here.
    '/etc/mysql/mariadb.conf.d/lab.cnf': '[mariadbd]\nloose_innodb_buffer_pool_size_max = 1G\n',
    '/usr/lib/systemd/system/systemd-udev-trigger.service.d/lab.conf':
      '[Service]\nExecStart=\nExecStart=-udevadm trigger --action=add --subsystem-match=block --subsystem-match=net\n',
  },
  gigabytes: 3,
}

/** Debian's unstable release: only there is MySQL a package. A host that runs it needs 1 GB of memory. */
const SID: Recipe = {
  ...BASE,
  suite: 'sid',
  // Its lists expire after a week, and a mirror may be older.
  aptOptions: ['Acquire::Check-Valid-Until "false"'],
  served: ['keepalived', 'mysql-server', 'nftables', 'rsyslog', 'socat'],
  maskedGenerators: [...BASE.maskedGenerators, 'systemd-factory-reset-generator', 'systemd-ssh-generator'],
}

export const RECIPES: Readonly<Record<ImageName, Recipe>> = { default: BASE, sid: SID }
