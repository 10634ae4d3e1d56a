import test from 'ava'
import { address } from '../../../../engine/resources/address.ts'
import type { Json, Resource } from '../../../../engine/resources/resource.ts'
import { route } from '../../../../engine/resources/route.ts'
import { service } from '../../../../engine/resources/service.ts'
import { type Sh, sh } from '../../../../engine/shell.ts'
import { type Outcome, Scratch, shells } from '../../../support/scratch.ts'

/** A systemd during boot: no unit runs yet but `early.service`. It prints what it is asked to do. */
const systemd = sh`
systemctl() {
  case $* in
  'show -p ActiveState early.service') echo ActiveState=active ;;
  'show -p ActiveState '*) echo ActiveState=inactive ;;
  'show -p Id '*) printf '%s\\n' "Id=\${12}" LoadState=loaded NeedDaemonReload=no; systemctl show -p ActiveState "\${12}" ;;
  *) echo "systemctl $*" ;;
  esac
}
unit_must_run() { echo "waits for $1"; }
ip() { echo "ip $*"; }
put_boot_unit() { echo "unit $1"; }
remove_boot_unit() { echo "no unit $1"; }`

const SHA = 'a'.repeat(64)
const persisted = { sha256: SHA, size: 3 }
const nginx = service({ name: 'nginx', reload_on: ['/etc/motd'] })
const early = service({ name: 'early', reload_on: ['/etc/motd'] })
const loopback = address({ address: '10.0.0.9', interface: 'lo' })
const throughGateway = route({ to: '10.1.0.0/16', via: '10.0.0.1' })
const on = { enabled: true, running: true }
const off = { enabled: false, running: false }

const cases: readonly (readonly [string, readonly Sh[], Outcome])[] = [
  [
    'a service to be started is queued for this boot, and its step is left',
    undo(nginx, off, on),
    printed(
      1,
      'systemctl -q enable nginx.service',
      'systemctl --no-block start nginx.service',
      left('nginx.service is started'),
    ),
  ],
  [
    'a service that runs already is not started again',
    undo(early, off, on),
    printed(0, 'systemctl -q enable early.service'),
  ],
  [
    'a service to be stopped is taken out of this boot',
    undo(nginx, on, off),
    printed(0, 'systemctl -q disable nginx.service', 'systemctl stop nginx.service'),
  ],
  ['a service that starts later needs no reload', triggers(nginx), printed(0)],
  [
    'the reload of a service that runs already is left',
    triggers(early),
    printed(1, left('early.service runs already, and reloads the restored files')),
  ],
  [
    'an address is added by its unit',
    undo(loopback, null, { live: true, persisted }),
    printed(0, 'unit evenkeel-address-10.0.0.9-32-lo.service'),
  ],
  [
    'an address without a unit is left',
    undo(loopback, null, { live: true, persisted: null }),
    printed(1, 'no unit evenkeel-address-10.0.0.9-32-lo.service', left('settings of the running kernel are restored')),
  ],
  [
    'a route without a unit is left',
    undo(throughGateway, throughGateway.desired, { live: 'via 10.0.0.2 dev eth0', persisted: null }),
    printed(1, 'no unit evenkeel-route-10.1.0.0-16.service', left('settings of the running kernel are restored')),
  ],
  [
    'no package is installed',
    [sh`read_package() { echo absent; }; install_package nginx`],
    printed(1, left('packages are installed')),
  ],
  [
    'an installed package stays as it is',
    [
      sh`read_package() { echo installed; }; apt_install() { echo kept; }; has() { true; }`,
      sh`list_packages() { :; }; list_placed() { :; }; mark_of() { :; }; install_package nginx`,
    ],
    printed(0, 'kept'),
  ],
]

for (const shell of shells) {
  const name = shell.join(' ')
  for (const [title, scripts, outcome] of cases) {
    test(`at boot ${title} under ${name}`, (t) => {
      using host = new Scratch(shell)
      t.deepEqual(host.run(sh`${systemd}\nEVENKEEL_AT_BOOT=yes\n${joined(scripts)}`, '-eu'), outcome)
    })
  }

  test(`at boot the scripts of a package reach neither systemd nor the bus under ${name}`, (t) => {
    using host = new Scratch(shell)
    const { status, output } = host.run(
      sh`${systemd}
EVENKEEL_AT_BOOT=yes
systemctl() { echo "systemctl $* (\${SYSTEMD_OFFLINE:-online})"; }
apt_finish() { :; }
apt_simulate() { :; }
known_to_dpkg() { echo web; }
list_brought() { :; }
begin_data() { :; }
keep_data() { :; }
end_data() { :; }
read_package() { echo installed; }
installed_among() { echo web; }
wait_for_locks() { :; }
apt_mark_list() { :; }
remember() { cat >/dev/null; }
put_record_aside() { :; }
dpkg() { echo "dpkg $* (\${SYSTEMD_OFFLINE:-online}, $DBUS_SYSTEM_BUS_ADDRESS)"; }
rpm() { printf '%s\n' /etc/init.d/old /lib/systemd/system/web.service /usr/lib/systemd/system/web@.service /usr/bin/web; }
has() { [ "$1" = apt-get ]; }
apt_get() { echo "apt-get $* (\${SYSTEMD_OFFLINE:-online}, $DBUS_SYSTEM_BUS_ADDRESS)"; }
remove_package web purge`,
      '-eu',
    )
    t.is(status, 0)
    t.deepEqual(output.trimEnd().split('\n'), [
      'systemctl -q stop old.service web.service web@*.service (0)',
      'systemctl -q reset-failed old.service web.service web@*.service (0)',
      'apt-get remove web (1, unix:path=/dev/null)',
      'dpkg --purge web (1, unix:path=/dev/null)',
      'systemctl daemon-reload (0)',
    ])
  })

  test(`not at boot nothing is left under ${name}`, (t) => {
    using host = new Scratch(shell)
    const scripts = [...undo(nginx, off, on), ...undo(loopback, null, { live: true, persisted: null })]
    t.deepEqual(
      host.run(sh`${systemd}\n${joined(scripts)}`, '-eu'),
      printed(
        0,
        'systemctl -q enable nginx.service',
        'systemctl start nginx.service',
        'waits for nginx.service',
        'no unit evenkeel-address-10.0.0.9-32-lo.service',
        'ip address replace 10.0.0.9/32 dev lo',
      ),
    )
  })
}

function undo(resource: Resource, from: Json, to: Json): readonly Sh[] {
  return resource.converge(from, to)
}

function triggers(resource: Resource): readonly Sh[] {
  return resource.triggers.map(({ run }) => run)
}

function joined(scripts: readonly Sh[]): Sh {
  return scripts.reduce((all, script) => sh`${all}\n${script}`)
}

function left(sentence: string): string {
  return `${sentence} once this host is up`
}

function printed(status: number, ...lines: readonly string[]): Outcome {
  return { status, output: lines.map((line) => `${line}\n`).join('') }
}
