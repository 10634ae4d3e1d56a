import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chmod, mkdir, readdir, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { runProgram } from '../../lab/command.ts'
import { sourcesOf } from '../../lab/local/apt-sources.ts'
import { downloadPackages } from '../../lab/local/package-repository.ts'
import { RECIPES } from '../../lab/local/recipe.ts'
import { imagesFolder } from '../../lab/place.ts'

const SUITE = 'bookworm'
/** Whole gigabytes, as metadata.json says it so. */
const GIGABYTES = 3
/** Packages that roles install: the machines reach no mirror. */
const SERVED = ['ipvsadm', 'keepalived', 'nftables', 'nginx']
const REPOSITORY = 'var/lib/packages'

/** With ifupdown, Vagrant sets the addresses of private networks in /etc/network/interfaces. */
const PACKAGES = [
  'busybox',
  'curl',
  'dbus',
  'ifupdown',
  'iproute2',
  'iputils-arping',
  'iputils-ping',
  'initramfs-tools',
  'isc-dhcp-client',
  'kmod',
  'less',
  'linux-image-cloud-amd64',
  'openssh-server',
  'openssl',
  'procps',
  'sudo',
  'systemd-sysv',
  'udev',
]

/**
 * DHCP only where Vagrant logs in: with DHCP everywhere, private networks would not get their addresses. The rest saves time,
 * as an emulated processor is many times slower than a real one: a login may take 15 s at most.
 */
const FILES: Readonly<Record<string, string>> = {
  'etc/apt/sources.list': `deb [trusted=yes] file:/${REPOSITORY} ./\n`,
  'etc/fstab': '/dev/vda / ext4 defaults 0 1\n',
  'etc/network/interfaces': 'auto lo\niface lo inet loopback\n\nallow-hotplug eth0\niface eth0 inet dhcp\n',
  // For udev, only disks and network cards are triggered at boot: not the bus that would load their driver.
  'etc/modules-load.d/network.conf': 'virtio_net\n',
  'etc/initramfs-tools/conf.d/small.conf': 'MODULES=list\n',
  'etc/initramfs-tools/modules': 'virtio_pci\nvirtio_blk\next4\ncrc32c_generic\n',
  'etc/ssh/sshd_config.d/fast.conf':
    'UsePAM no\nPrintMotd no\nPrintLastLog no\nHostKey /etc/ssh/ssh_host_ed25519_key\n',
  'etc/sudoers.d/vagrant': 'vagrant ALL=(ALL) NOPASSWD: ALL\n',
  'etc/systemd/system.conf.d/slow.conf': '[Manager]\nDefaultTimeoutStartSec=30min\nDefaultDeviceTimeoutSec=30min\n',
  ...Object.fromEntries(
    Object.entries(RECIPES.default.files).filter(([path]) => path.includes('systemd-udev-trigger')),
  ),
}

const { masked, maskedGenerators } = RECIPES.default

/** Runs in the root file system: the user of every box, with the key that Vagrant tries first. */
const ACCOUNT = `set -eu
useradd --create-home --shell /bin/bash --password '*' vagrant
install -d -m 700 -o vagrant -g vagrant /home/vagrant/.ssh
cat >/home/vagrant/.ssh/authorized_keys
chmod 600 /home/vagrant/.ssh/authorized_keys
chown vagrant: /home/vagrant/.ssh/authorized_keys
chmod 440 /etc/sudoers.d/vagrant
systemctl -q enable ssh
systemctl -q mask ${masked.join(' ')}
mkdir -p /etc/systemd/system-generators
cd /etc/systemd/system-generators
for name in ${maskedGenerators.join(' ')}; do ln -s /dev/null "$name"; done
update-initramfs -u
rm -f /etc/machine-id /etc/apt/sources.list.d/*
touch /etc/machine-id
apt-get update`

/**
 * The settings that all machines with this box get: a processor without KVM, patience for its speed, and a kernel beside
 * the disk instead of a boot loader.
 */
const VAGRANTFILE = `Vagrant.configure("2") do |config|
  config.vm.boot_timeout = 3600
  config.ssh.connect_timeout = 300
  config.ssh.insert_key = false
  config.vm.provider "libvirt" do |libvirt|
    libvirt.driver = "qemu"
    libvirt.cpu_mode = "custom"
    libvirt.cpu_model = "qemu64"
    libvirt.graphics_type = "none"
    libvirt.kernel = File.join(__dir__, "vmlinuz")
    libvirt.initrd = File.join(__dir__, "initrd.img")
    libvirt.cmd_line = "root=/dev/vda rw console=ttyS0 net.ifnames=0 quiet mitigations=off"
  end
end
`

/** Returns the path of a box for libvirt with Debian's own kernel. Makes it once, which takes minutes. */
export async function ensureBox(publicKey: string, say: (line: string) => void): Promise<string> {
  const recipe = JSON.stringify({ SUITE, GIGABYTES, SERVED, PACKAGES, FILES, ACCOUNT, VAGRANTFILE, publicKey })
  const digest = createHash('sha256').update(recipe).digest('hex').slice(0, 16)
  const box = join(dirname(imagesFolder()), 'vagrant', `${SUITE}-${digest}.box`)
  if (existsSync(box)) return box
  say(`making the box ${box}: once, in minutes`)
  const work = `${box}.making-${process.pid}`
  try {
    await mkdir(work, { recursive: true })
    await build(work, publicKey)
    await rename(join(work, 'box'), box)
  } finally {
    await rm(work, { recursive: true, force: true })
  }
  return box
}

async function build(work: string, publicKey: string): Promise<void> {
  const root = join(work, 'root')
  const list = join(work, 'debian.sources')
  await writeFile(list, await sourcesOf(SUITE))
  const options = ['--variant=minbase', '--skip=cleanup/apt/lists', `--include=${PACKAGES.join(',')}`]
  await runProgram('mmdebstrap', [...options, SUITE, root, list])
  await downloadPackages(root, join(root, REPOSITORY), SERVED)
  for (const [path, content] of Object.entries(FILES)) {
    await mkdir(dirname(join(root, path)), { recursive: true })
    await writeFile(join(root, path), content)
  }
  await runProgram('chroot', [root, 'sh', '-c', ACCOUNT], { input: publicKey })
  await pack(work, root)
}

async function pack(work: string, root: string): Promise<void> {
  const disk = join(work, 'disk.ext4')
  await writeFile(disk, '')
  await truncate(disk, GIGABYTES * 2 ** 30)
  await runProgram('mkfs.ext4', ['-q', '-F', '-d', root, '-E', 'lazy_itable_init=0,lazy_journal_init=0', disk])
  await runProgram('qemu-img', ['convert', '-f', 'raw', '-O', 'qcow2', disk, join(work, 'box.img')])
  const metadata = { provider: 'libvirt', format: 'qcow2', virtual_size: GIGABYTES }
  await writeFile(join(work, 'metadata.json'), JSON.stringify(metadata))
  await writeFile(join(work, 'Vagrantfile'), VAGRANTFILE)
  for (const name of ['vmlinuz', 'initrd.img']) await copyBootFile(root, name, work)
  const names = ['metadata.json', 'Vagrantfile', 'box.img', 'vmlinuz', 'initrd.img']
  await runProgram('tar', ['-C', work, '-cf', join(work, 'box'), ...names])
}

/** Debian puts the version into the names of its kernels. */
async function copyBootFile(root: string, name: string, folder: string): Promise<void> {
  const [found = name] = (await readdir(join(root, 'boot'))).filter((one) => one.startsWith(`${name}-`)).sort()
  await writeFile(join(folder, name), await readFile(join(root, 'boot', found)))
  await chmod(join(folder, name), 0o644)
}
