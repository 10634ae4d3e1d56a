import type { GivenWeights } from './journal/weights.ts'

/** A host's distribution, kernel, addresses and the like, as the first command on it reads them. */
export interface Facts {
  readonly hostname: string
  /** `ID` of os-release, such as `debian` or `rocky`. */
  readonly distribution: string
  /** `ID_LIKE` and `ID`: `debian`, `rhel fedora` … */
  readonly families: readonly string[]
  /** `VERSION_ID`, such as `12`; empty on a rolling distribution. */
  readonly version: string
  readonly kernel: string
  readonly packageManager: 'apt' | 'dnf' | undefined
  readonly systemd: boolean
  /** The cloud that the host runs on, named as in `clouds.ts`; undefined if its firmware shows none. */
  readonly cloud: string | undefined
  /** The address at which the controller reached the host (of SSH_CONNECTION). */
  readonly reachedAt: string | undefined
  /** The address that the login came from: the controller's, or its jump host's. */
  readonly reachedFrom: string | undefined
  readonly interfaces: readonly NetworkInterface[]
  /** Where the host learns its IPv6 gateway by router advertisements. */
  readonly advertised: readonly AdvertisedGateway[]
  /** IPVS schedulers that this kernel has as a module or built in, such as `rr`; undefined if unknown. */
  readonly ipvsSchedulers: readonly string[] | undefined
  /** Whether the kernel reports to programs of this host which processes begin and end: not to a container. */
  readonly processEvents: boolean
  /** The weights that `drain` and `weight` gave servers to which this host sends. */
  readonly weights?: readonly GivenWeights[] | undefined
}

export interface AdvertisedGateway {
  readonly interface: string
  /** The kernel, or a program such as systemd-networkd or NetworkManager, which keeps the kernel from it. */
  readonly by: 'kernel' | 'program'
}

export interface NetworkInterface {
  readonly name: string
  /** With the prefix, such as `10.77.0.11/24`; IPv4 and IPv6. */
  readonly addresses: readonly string[]
}
