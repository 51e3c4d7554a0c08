import { keepsItsPromisesApart } from './processes.ts'
import { keepsItsPromises } from './promises.ts'

keepsItsPromises('PostgreSQL', () => ({}))
keepsItsPromisesApart('PostgreSQL', () => ({}))
