import { testHttpBalancers } from '../http-balancers.ts'

testHttpBalancers({ name: 'nginx-http', unit: 'nginx', log: '/var/log/nginx/web.access.log', withoutServers: 502 })
