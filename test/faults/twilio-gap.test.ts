import { prove } from './prove.ts'

prove('gap')
