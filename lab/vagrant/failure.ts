import { EvenkeelError } from '../../engine/errors/error.ts'

const PROVIDERS =
  'Install a provider, such as VirtualBox, or a plugin of Vagrant for one: vagrant plugin install vagrant-libvirt'

/** Words of Vagrant's errors, and what to do. The first that occurs counts. */
const HINTS: readonly (readonly [RegExp, string])[] = [
  [
    /provider '.*' could not be found|No usable default provider|isn't usable on this system/,
    `${PROVIDERS}. A host names another one by lab: { provider: virtualbox } in the inventory.`,
  ],
  [
    /Box '.*' could not be found|box '.*' could not be found|box you're attempting to add|URL to a Vagrant Cloud server is not set|downloading the remote file|box '.*' (does not exist|isn't installed)/i,
    'A host names its box by lab: { box: NAME } in the inventory: a name that `vagrant box list` shows, one of Vagrant Cloud for this provider, an URL, or the path of a file.',
  ],
  [
    /not within the\s+allowed ranges/,
    "VirtualBox allows only some addresses for host-only networks: list the inventory's networks in /etc/vbox/networks.conf, such as: * 10.77.0.0/24",
  ],
  [
    /Timed out while waiting for the machine to boot/,
    'Look at its console in the provider. lab: { memory: 1024 } may help.',
  ],
]

/** An error of Vagrant, with what to do next: what its words call for, then the ways out. */
export function vagrantFailure(command: string, status: number, why: string, waysOut: string): EvenkeelError {
  const [, remedy] = HINTS.find(([words]) => words.test(why)) ?? []
  const hint = remedy === undefined ? waysOut : `${remedy}\n${waysOut}`
  return new EvenkeelError('lab', `Cannot run ${command}: status ${status}\n${why.trim()}`, { hint })
}
