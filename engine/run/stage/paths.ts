/**
 * The absolute paths that texts of shell name, each once: quoted ones as a whole, and those that follow a comma, a colon or
 * an equals sign. None with a newline.
 */
export function pathsIn(scripts: readonly string[]): string[] {
  const words = scripts.flatMap((script) => script.replaceAll(`'\\''`, QUOTE).match(PATH) ?? [])
  const paths = words
    .map((word) => word.replaceAll("'", '').replaceAll(QUOTE, "'"))
    .flatMap((word) => [word, ...word.split(/[,:=](?=\/)/)])
    .map((path) => path.replaceAll(/\/+/g, '/'))
  return [...new Set(paths)].filter((path) => path !== '/')
}

const PATH = /'\/[^'\n]*'|\/[A-Za-z0-9_.,:+@%=/-]*/g

/** Stands for a quoted quote. */
const QUOTE = '\u0001'
