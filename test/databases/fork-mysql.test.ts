import { forkTests } from './fork-tests.ts'

forkTests('mysql')
