import test from 'ava'
import { fittingProvider, type LabMachine } from '../../lab/fitting.ts'
import type { ProviderName } from '../../lab/provider.ts'

const ROOT_ON_LINUX: LabMachine = { platform: 'linux', isRoot: true, hasVagrant: true }

const CASES: readonly (readonly [machine: Partial<LabMachine>, needsIpvs: boolean, provider: ProviderName])[] = [
  [{}, false, 'nspawn'],
  [{}, true, 'uml'],
  [{ hasVagrant: false }, true, 'uml'],
  [{ isRoot: false }, false, 'vagrant'],
  // Its error says that root is needed, or Vagrant.
  [{ isRoot: false, hasVagrant: false }, false, 'nspawn'],
  [{ platform: 'darwin', isRoot: false }, true, 'vagrant'],
  [{ platform: 'darwin', isRoot: false, hasVagrant: false }, false, 'vagrant'],
]

for (const [machine, needsIpvs, provider] of CASES)
  test(`fittingProvider() is ${provider} for ${JSON.stringify(machine)}${needsIpvs ? ' with IPVS' : ''}`, (t) => {
    t.is(fittingProvider(needsIpvs, { ...ROOT_ON_LINUX, ...machine }).name, provider)
  })
