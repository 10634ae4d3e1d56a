import { upkeepTests } from './upkeep-tests.ts'

upkeepTests('mariadb')
