import test from 'ava'
import { irreversibleChanges, planText } from '../../../cli/view/plan.ts'
import type { Plan } from '../../../engine/plan/plan.ts'
import { Secret } from '../../../engine/secrets.ts'
import { marked, plain } from './paints.ts'
import { fifty, hostile, nothing, twoAndTwo } from './sample-plans.ts'

test('planText() shows equal changes of two hosts once, and the order of batches', (t) => {
  t.is(
    planText(twoAndTwo, plain),
    `Real servers: web1, web2
  all at once
+ package nginx
    brings nginx-common
    +installed
+ file /etc/nginx/conf.d/shop.conf
    +server {
    +    listen 80;
    +    root /var/www/html;
    +}
↻ reload nginx

Directors: lb2, lb1
  then, one at a time: lb2, lb1
~ file /etc/keepalived/keepalived.conf  on lb2
    @@ -5,6 +5,6 @@
     vrrp_instance web {
         state BACKUP
         interface eth0
    -    priority 90
    +    priority 95
         virtual_router_id 51
     }
~ file /etc/keepalived/keepalived.conf  on lb1
    @@ -5,6 +5,6 @@
     vrrp_instance web {
         state BACKUP
         interface eth0
    -    priority 100
    +    priority 105
         virtual_router_id 51
     }
- sysctl net.ipv4.ip_forward
    no longer described: back to how it was found
    -1
    +0
↻ reload keepalived

⚠ warning, rule 24: garp_master_refresh is off (lb1, lb2)

note: web3 is left out by --limit and keeps what it has

4 to add, 2 to change, 2 to take back; 20 resources are as described.
`,
  )
})

test('planText() is as long for fifty hosts as for two', (t) => {
  t.is(
    planText(fifty, plain),
    `Real servers: web[1-50], 50 hosts
  up to 10 at a time: web[1-10]; web[11-20]; web[21-30]; web[31-40]; web[41-50]
+ package nginx
    brings nginx-common
    +installed
+ file /etc/nginx/conf.d/shop.conf
    +server {
    +    listen 80;
    +    root /var/www/html;
    +}
? command import the dump  on web7
    ! cannot be undone: nothing takes back an import
↻ reload nginx

100 to add, 0 to change, 0 to take back, 1 to be read during the run; 150 resources are as described.
`,
  )
})

test('planText() shows an overruled finding with its reason', (t) => {
  const finding = {
    rule: 18,
    level: 'refuse',
    message: 'a script',
    hosts: ['lb1', 'lb2'],
    overruled: 'it is ours',
  } as const
  const printed = planText({ ...nothing, findings: [finding] }, plain)
  t.true(printed.startsWith('○ overruled, rule 18: a script (lb1, lb2)\n    allowed: it is ours\n'), printed)
})

test('planText() of a plan without changes', (t) => {
  t.is(planText(nothing, plain), 'Nothing to do: 9 resources are as described.\n')
})

test('planText() does not count what is as described if nothing is, as in a remove', (t) => {
  t.is(planText({ ...nothing, plays: [] }, plain), 'Nothing to do.\n')
})

test('planText() colours runes and diffs on a terminal', (t) => {
  const printed = planText(fifty, marked).split('\n')
  t.true(printed.includes('<green>+ package nginx</green>'))
  t.true(printed.includes('    <green>+    listen 80;</green>'))
  t.true(printed.includes('<cyan>? command import the dump</cyan>  on web7'))
  t.true(planText(twoAndTwo, marked).includes('    <red>-    priority 90</red>\n'))
})

test('planText() lets no escape sequence of a host through', (t) => {
  const printed = planText(hostile, plain)
  t.true(printed.includes('    -x\n    +ab\n'))
  t.false(printed.includes('\u001b'))
})

test('planText() redacts a secret that slipped into a diff', (t) => {
  const secret = new Secret('1 2 many', 'env:PRIORITY')
  const slipped: Plan = JSON.parse(JSON.stringify(twoAndTwo).replaceAll('priority 95', secret.reveal()))
  t.true(planText(slipped, plain).includes('    +    ***\n'), secret.source)
})

test('irreversibleChanges() names host, resource and reason', (t) => {
  t.deepEqual(irreversibleChanges(fifty), [
    { host: 'web7', id: 'command:import the dump', why: 'nothing takes back an import' },
  ])
})
