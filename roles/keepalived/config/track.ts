import { block, type Lines, setting } from '../../kit/config-text.ts'
import type { TrackProcess, TrackScript } from '../vars/track.ts'
import { quoted } from '../words.ts'

/** The process events of the kernel tell it, so that nobody has to grep `ps` (rule 18). */
export function trackProcessLines(track: TrackProcess): Lines {
  return block(`vrrp_track_process ${track.name}`, [
    // Between quotes it would be one name with blanks in it.
    `process ${track.process.trim().split(/\s+/).map(quoted).join(' ')}`,
    `quorum ${track.quorum}`,
    `delay ${track.delay}`,
    `weight ${track.weight}`,
  ])
}

/** A program that is called again and again. */
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
