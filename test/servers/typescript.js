// Lets plain node run our .ts files: `node --import ./test/servers/typescript.js src/main.ts`.
import { register } from 'node:module'

register('./typescript-hook.js', import.meta.url)
