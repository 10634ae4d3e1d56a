import type { Balancer } from '../balancing/balancing.ts'
import type { Description } from '../description.ts'

/** The descriptions before and after a change, and the balancers as they are described after it. */
export interface DescribedChange {
  readonly before: Description
  /** With what has to be set for the change, even if nothing is described for it afterwards. */
  readonly meanwhile: Description
  readonly after: Description
  readonly balancers: readonly Balancer[]
}
