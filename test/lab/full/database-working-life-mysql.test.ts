import { testWorkingLife } from '../database/working-life.ts'

testWorkingLife('mysql')
