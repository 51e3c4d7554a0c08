export default async function tearDown() {
  await globalThis.servers.close()
}
