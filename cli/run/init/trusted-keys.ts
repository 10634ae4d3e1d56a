import type { UnknownHostKey } from '../../../engine/host/host-keys.ts'
import type { Io } from '../../io.ts'
import type { Prompter } from '../../view/init/prompter.ts'

/** Shows the keys of hosts that are new to this machine, and asks which of them to trust: all, each, or none. */
export async function trustedKeys(
  keys: readonly UnknownHostKey[],
  prompter: Prompter,
  io: Io,
): Promise<readonly UnknownHostKey[]> {
  if (keys.length === 0) return []
  io.stderr.write(
    'These hosts are new to this machine. Compare the keys with those on the hosts,\n' +
      'as `ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub` prints them there:\n' +
      keys
        .map(({ host, address, type, fingerprint }) => `  ${host} (${address})\n    ${type} ${fingerprint}\n`)
        .join(''),
  )
  const choice = await prompter.choose({
    text: 'Trust these keys?',
    choices: [
      { value: 'all', title: 'All of them', when: `adds them to ${keys[0]?.file}` },
      ...(keys.length === 1 ? [] : [{ value: 'each', title: 'One by one' }]),
      { value: 'none', title: 'None', when: 'these hosts are not looked at' },
    ],
    preset: 'none',
    canGoBack: false,
  })
  if (choice === 'all') return keys
  return choice === 'each' ? await oneByOne(keys, prompter) : []
}

async function oneByOne(keys: readonly UnknownHostKey[], prompter: Prompter): Promise<readonly UnknownHostKey[]> {
  const trusted: UnknownHostKey[] = []
  for (const key of keys) {
    const answer = await prompter.choose({
      text: `Trust ${key.host}, ${key.fingerprint}?`,
      choices: [
        { value: 'yes', title: 'Yes' },
        { value: 'no', title: 'No' },
      ],
      preset: 'no',
      canGoBack: false,
    })
    if (answer === 'yes') trusted.push(key)
  }
  return trusted
}
