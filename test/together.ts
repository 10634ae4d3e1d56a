import { globSync } from 'node:fs'
import { createRequire } from 'node:module'
import { relative } from 'node:path'
import test from 'ava'

const require = createRequire(import.meta.url)

/**
 * Declares all tests of the folder beside a file, such as `cli/` for `cli.test.ts`: they take milliseconds each, and a
 * process of ava's for every file took longer than all of them. A file of the folder that is named
 * (`ava test/cli/parse/run-settings.test.ts`) runs by itself.
 */
export function together(filename: string): void {
  const folder = filename.replace(/\.test\.ts$/, '')
  for (const file of globSync(`${folder}/**/*.test.ts`).sort())
    try {
      require(file)
    } catch (error) {
      test(`${relative(folder, file)} can be loaded`, () => {
        throw error
      })
    }
}
