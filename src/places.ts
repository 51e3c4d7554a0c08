import { fileURLToPath } from 'node:url'

// The same two steps up from src/ and from dist/, so both find the folders that lie beside them.
export const FLOWS = fileURLToPath(new URL('../flows', import.meta.url))
export const LOCALES = fileURLToPath(new URL('../locales', import.meta.url))
/** Where this code lies: the tables' .sql files are found below it. */
export const CODE = fileURLToPath(new URL('.', import.meta.url))
/** The phones page as Vite built it. */
export const PHONES_PAGE = fileURLToPath(new URL('../dist/phones-page', import.meta.url))
/** What was learned from locales/, made by `npm run build`. */
export const LEARNED = fileURLToPath(new URL('../dist/learned', import.meta.url))
/** What was read of flows/, made by `npm run build`. */
export const KEPT_FLOWS = fileURLToPath(new URL('../dist/flows.json', import.meta.url))
