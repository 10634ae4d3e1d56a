import { testPair } from '../database/topology.ts'

testPair('mysql', { switchovers: 20, kills: 3 })
