import { testPair } from '../database/topology.ts'

testPair('mariadb', { switchovers: 20, kills: 3 })
