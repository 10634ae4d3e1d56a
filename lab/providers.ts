import { nspawn } from './nspawn/nspawn.ts'
import type { LabProvider, ProviderName } from './provider.ts'
import { uml } from './uml/uml.ts'
import { vagrant } from './vagrant/vagrant.ts'

export const PROVIDERS: Readonly<Record<ProviderName, LabProvider>> = { uml, nspawn, vagrant }
