import { block, type Lines, setting } from '../../kit/config-text.ts'
import type { TrackProcess, TrackScript } from '../vars/track.ts'
import { quoted } from '../words.ts'

/** A process that keepalived tracks by the kernel's process events, without a script that looks for it (rule 18). */
export function trackProcessLines(track: TrackProcess): Lines {
  return block(`vrrp_track_process ${track.name}`, [
    // Quoted as a whole it would be one name with spaces in it.
    `process ${track.process.trim().split(/\s+/).map(quoted).join(' ')}`,
    `quorum ${track.quorum}`,
    `delay ${track.delay}`,
    `weight ${track.weight}`,
  ])
}

/** A program that keepalived runs at intervals. */
export function trackScriptLines(track: TrackScript): Lines {
  return block(`vrrp_script ${track.name}`, [
    `script ${quoted(track.script)}`,
    `interval ${track.interval}`,
    `timeout ${track.timeout}`,
    `rise ${track.rise}`,
    `fall ${track.fall}`,
    `weight ${track.weight}`,
    ...setting('user', track.user),
  ])
}
