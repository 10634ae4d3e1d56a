import test from 'ava'
import { type Sh, sh } from '../../../../engine/shell.ts'
import { plain } from '../../../support/ipvs-services.ts'
import { Scratch, shells } from '../../../support/scratch.ts'

/** A kernel that has one service with one server, and an ipvsadm that prints its arguments. */
const kernel = sh`
has_ipvs_table() { true; }
has() { true; }
ipvsadm() {
  case "$*" in
  '-L -n -t 10.0.0.1:80') echo '  -> 10.0.0.21:80                 Route   1      0          0         ' ;;
  '-L -n '*) return 1 ;;
  *) echo "ipvsadm $*" ;;
  esac
}`

for (const shell of shells) {
  const run = (script: Sh) => {
    using host = new Scratch(shell)
    return host.run(sh`${kernel}\n${script}`, '-eu')
  }

  for (const [title, script, output] of [
    ['edits an existing service', sh`set_ipvs_service ${'-t 10.0.0.1:80'} ${'-s rr'}`, '-E -t 10.0.0.1:80 -s rr'],
    ['adds a missing service', sh`set_ipvs_service ${'-f 7 -6'} ${'-s rr'}`, '-A -f 7 -6 -s rr'],
    [
      'edits an existing server',
      sh`set_ipvs_server ${'-t 10.0.0.1:80'} 10.0.0.21:80 ${'-g -w 2'}`,
      '-e -t 10.0.0.1:80 -r 10.0.0.21:80 -g -w 2',
    ],
    [
      'adds a server whose address begins like an existing one',
      sh`set_ipvs_server ${'-t 10.0.0.1:80'} 10.0.0.21:8 ${'-g -w 2'}`,
      '-a -t 10.0.0.1:80 -r 10.0.0.21:8 -g -w 2',
    ],
    ['removes a server', sh`remove_ipvs_server ${'-t 10.0.0.1:80'} 10.0.0.21:80`, '-d -t 10.0.0.1:80 -r 10.0.0.21:80'],
    ['removes a service', sh`remove_ipvs_service ${'-t 10.0.0.1:80'}`, '-D -t 10.0.0.1:80'],
  ] as const) {
    test(`ipvsService() ${title} under ${shell.join(' ')}`, (t) => {
      t.deepEqual(run(script), { status: 0, output: `ipvsadm ${output}\n` })
    })
  }

  test(`ipvsService() removes nothing that is already absent under ${shell.join(' ')}`, (t) => {
    t.deepEqual(run(sh`remove_ipvs_service ${'-f 7'}; remove_ipvs_server ${'-t 10.0.0.1:80'} 10.0.0.22:80`), {
      status: 0,
      output: '',
    })
  })

  test(`ipvsService() is left at boot unless it is removed under ${shell.join(' ')}`, (t) => {
    const join = (all: readonly Sh[]) => all.reduce((one, other) => sh`${one}\n${other}`, sh`EVENKEEL_AT_BOOT=yes`)
    t.deepEqual(run(join(plain.converge(null, plain.desired))), {
      status: 1,
      output: 'the IPVS table is restored once this host is up\n',
    })
    t.deepEqual(run(join(plain.converge(plain.desired, null))).output, 'ipvsadm -D -t 10.0.0.1:80\n')
  })

  test(`ipvsService() does not run ipvsadm without a table under ${shell.join(' ')}`, (t) => {
    t.deepEqual(run(sh`has_ipvs_table() { false; }\nread_ipvs_service -t 10.0.0.1:80`), { status: 0, output: '' })
  })

  test(`ipvsService() reads only its own lines under ${shell.join(' ')}`, (t) => {
    const table = sh`
ipvsadm() {
  case "$*" in
  '-S -n')
    echo '-A -t 10.0.0.1:80 -s rr'
    echo '-a -t 10.0.0.1:80 -r 10.0.0.21:80 -g -w 1'
    echo '-A -f 7 -s rr'
    echo '-A -f 7 -6 -s wlc'
    echo '-a -f 7 -6 -r [fd00::21]:0 -g -w 1'
    ;;
  *)
    echo 'Prot LocalAddress:Port            Uthreshold Lthreshold ActiveConn InActConn '
    echo '  -> RemoteAddress:Port'
    echo 'FWM  7 IPv6 rr'
    echo '  -> [fd00::21]:0                 20         0          3          4         '
    echo '  -> [fd00::22]:0                 0          0          3          4         '
    ;;
  esac
}
read_ipvs_service -f 7 -6`
    t.deepEqual(run(table), {
      status: 0,
      output: '-A -f 7 -6 -s wlc\n-a -f 7 -6 -r [fd00::21]:0 -g -w 1\nthresholds [fd00::21]:0 20 0\n',
    })
  })
}
