/** `45 s`, `14 min`, `5 h`, `3 days`: rounded down, for people. */
export function shortDuration(seconds: number): string {
  if (seconds < 120) return `${seconds} s`
  if (seconds < 120 * 60) return `${Math.floor(seconds / 60)} min`
  if (seconds < 48 * 3600) return `${Math.floor(seconds / 3600)} h`
  return `${Math.floor(seconds / 86_400)} days`
}

/** `14:31:05`, on this machine's clock. */
export function clockText(time: Date): string {
  return time.toTimeString().slice(0, 8)
}

/** So many milliseconds from now, as ISO 8601 in whole seconds, rounded up. */
export function timeIn(milliseconds: number): string {
  return new Date(Math.ceil((Date.now() + milliseconds) / 1000) * 1000).toISOString()
}
