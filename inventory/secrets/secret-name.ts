const NAME = /^[\p{L}_][\p{L}\p{N}_.-]*$/u
const LONGEST = 128

/** Why a secret cannot have this name; undefined if it can. */
export function secretNameProblem(name: string): string | undefined {
  if (NAME.test(name) && name.length <= LONGEST && name !== '__proto__') return undefined
  const shown = JSON.stringify(name.length > LONGEST ? `${name.slice(0, LONGEST)}…` : name)
  return `A secret cannot be called ${shown}: letters, digits, "_", "-" and "." are needed, and a letter or "_" first`
}
