import { z } from 'zod'
import type { Body } from '../engine/flow.ts'

/** What somebody said or sent, as a flow hands it to an action: the engine made it, so nothing in it is doubted. */
export const body = z.custom<Body>((value) => typeof value === 'object' && value !== null)
