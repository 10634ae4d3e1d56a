/** How many hosts change at a time: a number, or a percentage of all of them, rounded down, but at least one. */
export function batchSizeOf(serial: number | string, hosts: number): number {
  if (typeof serial === 'number') return serial
  return Math.max(1, Math.floor((hosts * Number.parseInt(serial, 10)) / 100))
}
