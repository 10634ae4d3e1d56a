import { runProgram } from '../../lab/command.ts'

/** Addresses of the bed. The hub is the witness, and the place of all clients. */
export const HUB = '10.93.7.1'
export const VIP = '10.93.7.100'

/**
 * A network in namespaces of its own: a hub with a bridge, and hosts at its ports. Between two hosts, and between a host and
 * all others, the cable can be pulled.
 */
export class Network implements AsyncDisposable {
  readonly hub: string
  readonly #hosts: readonly string[]

  private constructor(hub: string, hosts: readonly string[]) {
    this.hub = hub
    this.#hosts = hosts
  }

  static async make(count: number): Promise<Network> {
    const name = `ekdb-${process.pid}`
    const hosts = Array.from({ length: count }, (_, index) => `${name}-${index + 1}`)
    const network = new Network(`${name}-hub`, hosts)
    await network.#make()
    return network
  }

  async #make(): Promise<void> {
    await runProgram('ip', ['netns', 'add', this.hub])
    await this.inHub(
      `ip link set lo up; ip link add br0 type bridge; ip address add ${HUB}/24 dev br0; ip link set br0 up`,
    )
    for (const [index, host] of this.#hosts.entries()) {
      const port = `port${index + 1}`
      await runProgram('ip', ['netns', 'add', host])
      await this.inHub(
        `ip link add ${port} type veth peer name eth0 netns ${host}; ip link set ${port} master br0; ip link set ${port} up`,
      )
      await runProgram('ip', ['netns', 'exec', host, 'ip', 'address', 'add', `${addressOf(index)}/24`, 'dev', 'eth0'])
      await runProgram('ip', ['netns', 'exec', host, 'ip', 'link', 'set', 'eth0', 'up'])
    }
  }

  namespaceOf(index: number): string {
    const namespace = this.#hosts[index]
    if (namespace === undefined) throw new Error(`there is no host ${index}`)
    return namespace
  }

  async inHub(script: string): Promise<string> {
    return runProgram('ip', ['netns', 'exec', this.hub, 'sh', '-euc', script])
  }

  /** Cuts the hosts off from each other; both still reach the hub. */
  async cut(isCut: boolean): Promise<void> {
    const ports = this.#hosts.map((_, index) => `bridge link set dev port${index + 1} isolated ${isCut ? 'on' : 'off'}`)
    await this.inHub(ports.join('; '))
  }

  /** Cuts one host off from everything. */
  async isolate(index: number, isCut: boolean): Promise<void> {
    await this.inHub(`ip link set port${index + 1} ${isCut ? 'nomaster' : 'master br0'}`)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const namespace of [...this.#hosts, this.hub])
      await runProgram('ip', ['netns', 'del', namespace]).catch(() => {})
  }
}

export function addressOf(index: number): string {
  return `10.93.7.${11 + index}`
}
