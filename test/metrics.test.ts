import { describe, expect, it } from '@jest/globals'
import { openMetrics } from '../src/metrics.ts'

describe('the figures', () => {
  it('count what came in, by channel and kind', async () => {
    const metrics = openMetrics()
    metrics.count('inbound', { channel: 'telegram', kind: 'voice' })
    metrics.count('inbound', { channel: 'telegram', kind: 'voice' })
    metrics.count('recovered', { what: 'errand' }, 5)
    metrics.time('turn', 0.004)
    const text = await metrics.text()
    expect(text).toContain('inbound_messages_total{channel="telegram",kind="voice"} 2')
    expect(text).toContain('sweep_recovered_total{what="errand"} 5')
    expect(text).toContain('turn_seconds_bucket{le="0.005"} 1')
    expect(text).toContain('process_resident_memory_bytes')
  })

  it('never quote anybody, and never grow without end', async () => {
    const metrics = openMetrics()
    metrics.count('quarantined', { channel: 'telegram', kind: 'Amina says hello', person: 'Amina' })
    for (let nth = 0; nth < 1000; nth += 1)
      metrics.count('refused', { channel: 'twilio', reason: `kind${nth}` })
    const text = await metrics.text()
    expect(text).toContain('quarantined_total{channel="telegram",kind="other"} 1')
    expect(text).not.toContain('Amina')
    expect(text.match(/^refused_total/gm)?.length).toBeLessThanOrEqual(201)
  })

  it('ask the database for what waits, and stay readable while it is away', async () => {
    const metrics = openMetrics()
    metrics.watch({
      waiting: async () => 7,
      errandsDue: async () => 0,
      quarantine: () => Promise.reject(new Error('no database')),
    })
    const text = await metrics.text()
    expect(text).toContain('messages_waiting 7')
    expect(text).toContain('quarantine Nan')
  })
})
