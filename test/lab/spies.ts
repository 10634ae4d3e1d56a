import { readdir, readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { quote } from '../../engine/shell.ts'
import type { Cluster } from './cluster.ts'

/** The file with the words to search for on a host: in memory, so that they are on no disk and no command line. */
const NEEDLES = '/run/needles'

/** Writes the words there, encoded so that neither a process list nor sudo's log shows them. */
export async function hideNeedles(cluster: Cluster, host: string, needles: readonly string[]): Promise<void> {
  const encoded = Buffer.from(needles.map((needle) => `${needle}\n`).join('')).toString('base64')
  await cluster.on(
    host,
    `umask 077; echo ${encoded} | base64 -d >${NEEDLES}; rm -f /run/enough; touch /run/mark; sleep 1`,
  )
}

/** Searches all processes of a host until {@link stopSpy}: `LOOKS HITS`, and the matches. */
export function spyOnHost(cluster: Cluster, host: string): Promise<string> {
  const look = `looks=0; hits=
until test -e /run/enough || test $looks = 20000; do
  looks=$((looks + 1))
  found=$(grep -alFf ${NEEDLES} /proc/[0-9]*/cmdline /proc/[0-9]*/environ 2>/dev/null)
  for one in $found; do hits="$hits $one:$(tr '\\0' ' ' <"$one" 2>/dev/null | cut -c 1-200)"; done
  sleep 0.1
done
echo "$looks$hits"`
  return cluster.on(host, `timeout 500 sh -c ${quote(look)}`)
}

export async function stopSpy(cluster: Cluster, host: string): Promise<void> {
  await cluster.on(host, 'touch /run/enough')
}

/** Files written since then that hold a word, with mode and owner; also logs and file names that hold one. */
export function tracesOn(cluster: Cluster, host: string): Promise<string> {
  return cluster.on(
    host,
    `find / -xdev -type f -newer /run/mark -exec grep -laFf ${NEEDLES} {} + | xargs -r stat -c '%a %U %n' | sort
journalctl --no-pager -o export | grep -aFf ${NEEDLES} | cut -c 1-200
find / -xdev | grep -aFf ${NEEDLES}
true`,
  )
}

/** Searches the processes of this machine: `argv` in command lines, `anywhere` also in environments. */
export class ControllerSpy {
  readonly hits: string[] = []
  looks = 0
  readonly #words: { readonly argv: readonly string[]; readonly anywhere: readonly string[] }
  #stopped = false
  readonly #ended: Promise<void>

  constructor(argv: readonly string[], anywhere: readonly string[]) {
    this.#words = { argv: [...argv, ...anywhere], anywhere }
    this.#ended = this.#look()
  }

  async stop(): Promise<void> {
    this.#stopped = true
    await this.#ended
  }

  async #look(): Promise<void> {
    while (!this.#stopped) {
      for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
        await this.#lookInto(`/proc/${pid}/cmdline`, this.#words.argv)
        await this.#lookInto(`/proc/${pid}/environ`, this.#words.anywhere)
      }
      this.looks += 1
      await sleep(50)
    }
  }

  async #lookInto(path: string, words: readonly string[]): Promise<void> {
    const content = await readFile(path, 'latin1').catch(() => '')
    if (words.some((word) => content.includes(word))) this.hits.push(`${path}: ${content.slice(0, 200)}`)
  }
}
