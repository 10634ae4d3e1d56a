import { block, type Lines, setting } from '../../kit/config-text.ts'
import type { TrackFile, TrackProcess, TrackScript } from '../vars/track.ts'
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

/** A file whose number another program writes; keepalived sees at once when it changes. */
export function trackFileLines(track: TrackFile): Lines {
  return block(`track_file ${track.name}`, [
    `file ${quoted(track.file)}`,
    // Without it keepalived multiplies by 1, and the number is added to the priority instead of being a fault.
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
