/** How ssh reaches a host of a lab. */
export interface Login {
  readonly host: string
  /** The address to connect to, in the lab's network. */
  readonly hostName: string
  readonly port: number
  /** Public keys of the host, each as `TYPE BASE64`. */
  readonly hostKeys: readonly string[]
}
