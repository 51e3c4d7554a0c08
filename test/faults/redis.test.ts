import { prove } from './prove.ts'

prove('F4', 'F5', 'F6')
