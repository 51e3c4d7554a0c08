import { prove } from './prove.ts'

prove('F8')
