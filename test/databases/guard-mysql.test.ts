import { guardTests } from './guard-tests.ts'

guardTests('mysql', 20)
