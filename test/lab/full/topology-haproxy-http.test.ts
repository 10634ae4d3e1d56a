import { testHttpBalancers } from '../http-balancers.ts'

testHttpBalancers({ name: 'haproxy-http', unit: 'haproxy', log: '/var/log/haproxy.log', withoutServers: 503 })
