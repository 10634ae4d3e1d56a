import type { RunEvent, StepName } from '../../../engine/events.ts'

const step = (number: number, title: string, direction: StepName['direction'] = 'forward'): StepName => ({
  number,
  of: 3,
  title,
  direction,
})

const package_ = step(1, '+ package nginx')
const site = step(2, '+ file /etc/nginx/conf.d/shop.conf')

/** A run of two hosts: web1 converges, web2's second step fails, and both go back. */
export const failing: readonly RunEvent[] = [
  { type: 'connecting', hosts: ['web1', 'web2'] },
  { type: 'connected', host: 'web1', at: '10.77.0.21:22', milliseconds: 120 },
  { type: 'connected', host: 'web2', milliseconds: 130 },
  { type: 'reading', host: 'web1', what: 'resources' },
  { type: 'read', host: 'web1', what: 'resources' },
  { type: 'read', host: 'web2', what: 'resources' },
  { type: 'run-started', run: '20261121-103102-k3f9', hosts: ['web1', 'web2'] },
  { type: 'locked', host: 'web1' },
  { type: 'batch-started', play: 'Real servers', batch: 1, batches: 2, hosts: ['web1'] },
  { type: 'step-started', host: 'web1', step: package_ },
  { type: 'step-done', host: 'web1', step: package_, milliseconds: 72_300 },
  { type: 'step-started', host: 'web1', step: site },
  { type: 'step-done', host: 'web1', step: site, milliseconds: 430 },
  { type: 'check-started', title: 'web1 answers' },
  { type: 'check-done', title: 'web1 answers', holds: true, saw: 'HTTP 200' },
  { type: 'batch-done', play: 'Real servers', batch: 1, hosts: ['web1'] },
  { type: 'batch-started', play: 'Real servers', batch: 2, batches: 2, hosts: ['web2'] },
  { type: 'waiting', host: 'web2', why: 'apt is held by unattended-upgr (812)' },
  { type: 'step-started', host: 'web2', step: site },
  { type: 'step-failed', host: 'web2', step: site, output: 'nginx: [emerg] unexpected "}"\nnginx: test failed\n' },
  { type: 'reverting', host: 'web2', why: 'the run is not kept' },
  { type: 'step-done', host: 'web2', step: step(1, '+ package nginx', 'undo'), milliseconds: 0 },
  { type: 'reverting', host: 'web1', why: 'the run is not kept' },
  { type: 'host-ended', host: 'web1', outcome: 'reverted' },
  { type: 'host-ended', host: 'web2', outcome: 'reverted', detail: 'by itself' },
  { type: 'run-ended', run: '20261121-103102-k3f9', outcome: 'reverted' },
]
