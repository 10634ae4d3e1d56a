import { testPair } from '../database/topology.ts'

testPair('mariadb')
