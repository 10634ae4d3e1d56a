import { guardTests } from './guard-tests.ts'

guardTests('mariadb', 20)
