/** The images that `lab: { image }` can name. */
export const RECIPE_NAMES = ['default'] as const

export type RecipeName = (typeof RECIPE_NAMES)[number]

/** What an image is made of; an image is kept under the digest of its recipe. */
export interface Recipe {
  /** Debian's code name. */
  readonly suite: string
  /** Installed in the image. */
  readonly packages: readonly string[]
  /** Not installed, but served to the hosts with everything that they depend on. */
  readonly served: readonly string[]
  /** Units that only cost time in a lab. */
  readonly masked: readonly string[]
  /** Generators of units that no lab has: each time that systemd reads its units again, all that are left run. */
  readonly maskedGenerators: readonly string[]
  /** Written over what the packages bring: path and content. */
  readonly files: Readonly<Record<string, string>>
  /** Size of the hosts' root file system, in gigabytes; the image itself is sparse. */
  readonly gigabytes: number
}

/** The name under which every host finds the packages; each host's /etc/hosts says where it is. */
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
    'python3', // for Ansible, with which the benchmark compares
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
    // An empty machine-id is filled at boot, without the presets of a "first boot".
    '/etc/machine-id': '',
    '/etc/fstab': '# The kernel command line names the root file system.\n',
    '/usr/lib/systemd/system/systemd-udev-trigger.service.d/lab.conf':
      '[Service]\nExecStart=\nExecStart=-udevadm trigger --action=add --subsystem-match=block --subsystem-match=net\n',
  },
  gigabytes: 3,
}

export const RECIPES: Readonly<Record<RecipeName, Recipe>> = { default: BASE }
