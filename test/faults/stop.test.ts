import { prove } from './prove.ts'

// A killed house is the kill loop's; with a broadcast, the bench's.
prove('F20-SIGTERM')
