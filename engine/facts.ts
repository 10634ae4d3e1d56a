/** What the first command on a host tells. */
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
  /** The cloud that it runs on, by the name of `clouds.ts`; undefined elsewhere, and where its firmware does not tell. */
  readonly cloud: string | undefined
  /** The address at which the controller reached the host (of SSH_CONNECTION). */
  readonly reachedAt: string | undefined
  /** The address that the controller came from, its jump host's where there is one. */
  readonly reachedFrom: string | undefined
  readonly interfaces: readonly NetworkInterface[]
  /** IPVS schedulers whose module (or built-in) this kernel has, such as `rr`; undefined where it cannot be told. */
  readonly ipvsSchedulers: readonly string[] | undefined
  /** Whether this kernel tells programs which processes begin and end; undefined where it cannot be told. */
  readonly processEvents: boolean | undefined
}

export interface NetworkInterface {
  readonly name: string
  /** With the prefix, such as `10.77.0.11/24`; IPv4 and IPv6. */
  readonly addresses: readonly string[]
}
