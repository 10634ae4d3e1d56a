import { type Answers, given } from '../answers.ts'

/** The questions about a virtual address that moves by VRRP. */
export const VRRP = ['vip', 'interface', 'router_id', 'adverts', 'authentication'] as const

/** The variable of the playbook with the address. */
export function vip(answers: Answers): string {
  return `vip: "${given(answers, 'vip')}" # the address for clients`
}

/** How traffic goes through a balancer that makes connections of its own and does not read them. */
export function passedOn({ proxy_protocol }: Answers): readonly string[] {
  return [
    proxy_protocol
      ? 'Servers learn the client address by the PROXY protocol.'
      : "Servers see the balancer's address instead of the client's.",
    'Answers go back through the balancer.',
  ]
}
