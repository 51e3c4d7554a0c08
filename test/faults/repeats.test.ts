import { prove } from './prove.ts'

prove('F15')
