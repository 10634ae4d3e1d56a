/** A command that is timed once a round. */
export interface Contender {
  readonly title: string
  /** Run once before the first round. */
  readonly before?: readonly (readonly string[])[]
  /** Must exit with 0. `round` starts at 0, the warm-up. */
  command(round: number): readonly string[]
}

export interface Place {
  /** The lab's ssh_config. */
  readonly sshConfig: string
  /** For control sockets; deleted at the end. */
  readonly folder: string
}

const HOSTS = ['web1', 'web2', 'web3']

const ALL: Readonly<Record<string, (place: Place) => readonly Contender[]>> = { evenkeel, ssh, ansible }

export function contendersOf(names: readonly string[], place: Place): readonly Contender[] {
  return names.flatMap((name) => ALL[name]?.(place) ?? [])
}

/** Each command logs in anew. */
function evenkeel(): readonly Contender[] {
  const words = ['test/bench/playbook.yml', '-i', 'test/bench/inventory.yml', '-e']
  const apply = (round: number) => ['bin/evenkeel', 'apply', ...words, `round=evenkeel-${round}`, '--yes']
  return [
    { title: 'evenkeel apply, one file changed on each host', command: apply },
    {
      title: 'evenkeel plan, nothing to change',
      command: (round) => ['bin/evenkeel', 'plan', '--detailed-exitcode', ...words, `round=evenkeel-${round}`],
    },
  ]
}

/** The lower bound for any tool over ssh: one command on all hosts at the same time. */
function ssh({ sshConfig, folder }: Place): readonly Contender[] {
  const parallel = (options: string) =>
    `for host in ${HOSTS.join(' ')}; do ssh -F "$0" ${options} "$host" true & jobs="$jobs $!"; done; for job in $jobs; do wait "$job" || exit 1; done`
  const kept = `-o ControlMaster=auto -o ControlPersist=120 -o ControlPath=${folder}/%n`
  const command = (options: string) => ['sh', '-c', parallel(options), sshConfig]
  return [
    { title: 'ssh, one command, a login each', command: () => command('') },
    {
      title: 'ssh, one command, logins kept from before (ControlMaster)',
      before: [['mkdir', '-p', '-m', '700', folder]],
      command: () => command(kept),
    },
  ]
}

/** Ansible in its fastest configuration: pipelining, enough forks, no facts, logins kept between rounds. */
function ansible({ sshConfig, folder }: Place): readonly Contender[] {
  const settings = [
    'ANSIBLE_PIPELINING=1',
    'ANSIBLE_FORKS=50',
    `ANSIBLE_SSH_CONTROL_PATH_DIR=${folder}`,
    `ANSIBLE_SSH_ARGS=-F ${sshConfig} -o ControlMaster=auto -o ControlPersist=120`,
    'ANSIBLE_PYTHON_INTERPRETER=/usr/bin/python3',
  ]
  const playbook = (round: number, ...more: string[]) =>
    // biome-ignore format: one line as one would type it
    ['env', ...settings, 'ansible-playbook', '-i', 'test/bench/inventory.yml', '-e', `round=ansible-${round}`, ...more, 'test/bench/ansible.yml']
  const python =
    'apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends python3 python3-apt'
  return [
    {
      title: 'Ansible, one file changed on each host, logins kept',
      before: HOSTS.map((host) => ['ssh', '-F', sshConfig, host, python]),
      command: (round) => playbook(round),
    },
    { title: 'Ansible --check, nothing to change, logins kept', command: (round) => playbook(round, '--check') },
  ]
}
