import test from 'ava'
import { vagrantFailure } from '../../../lab/vagrant/failure.ts'

const cases: readonly (readonly [what: string, why: string, hint: RegExp])[] = [
  [
    'a plugin that is missing',
    "The provider 'libvirt' could not be found, but was requested to\nback the machine 'lb1'. Please use a provider that exists.",
    /vagrant plugin install/,
  ],
  [
    'a provider that is not installed',
    "The provider 'virtualbox' that was requested to back the machine\n'lb1' is reporting that it isn't usable on this system.",
    /Install a provider/,
  ],
  ['no provider at all', 'No usable default provider could be found for your system.', /Install a provider/],
  [
    'a box that is not there',
    "The box 'nowhere' could not be found or\ncould not be accessed in the remote catalog.",
    /lab: \{ box: NAME \}/,
  ],
  [
    'a box that cannot be downloaded',
    'An error occurred while downloading the remote file. The error\nmessage, if any, is reproduced below.',
    /lab: \{ box: NAME \}/,
  ],
  [
    'a box of another provider',
    "The box you're attempting to add doesn't support the provider\nyou requested.",
    /lab: \{ box: NAME \}/,
  ],
  [
    'a network that VirtualBox refuses',
    'The IP address configured for the host-only network is not within the\nallowed ranges.',
    /networks\.conf/,
  ],
  ['anything else', 'The machine went away', /^delete it$/],
]

for (const [what, why, hint] of cases)
  test(`vagrantFailure() says what to do about ${what}`, (t) => {
    const error = vagrantFailure('vagrant up lb1', 1, why, 'delete it')
    t.is(error.code, 'lab')
    t.is(error.message, `Cannot run vagrant up lb1: status 1\n${why}`)
    t.regex(error.hint ?? '', hint)
  })
