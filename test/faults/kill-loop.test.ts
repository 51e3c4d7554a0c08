import { prove } from './prove.ts'

prove('F1-postgres', 'F1-redis')
