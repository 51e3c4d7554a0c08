// One PostgreSQL and one Redis for the whole run; a test file gets its own database and its own key space on them.
import './typescript.js'

export default async function setUp() {
  const { openServers, MissingTool } = await import('./run.ts')
  try {
    globalThis.servers = await openServers()
  } catch (error) {
    if (!(error instanceof MissingTool)) throw error
    console.error(error.message)
    process.exit(1)
  }
}
