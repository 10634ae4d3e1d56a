import { testPair } from './database/topology.ts'

/** The same life as in full/topology-mariadb-dual-master.test.ts, with fewer repeats. */
testPair('mariadb', { switchovers: 2, kills: 1 })
