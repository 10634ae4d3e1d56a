import test from 'ava'
import { junitOfChecks, junitOfFailure } from '../../../cli/view/junit.ts'
import { EvenkeelError, EvenkeelErrors } from '../../../engine/errors/error.ts'
import { Secret } from '../../../engine/secrets.ts'

test('junitOfChecks() makes a test case of each check', (t) => {
  const printed = junitOfChecks('web & more.yml', [
    { title: 'one director holds 10.77.0.100', holds: true, saw: 'lb1 holds it', milliseconds: 1234 },
    { title: 'web1 answers', holds: false, saw: 'HTTP 503 <html>\n"busy"', milliseconds: 20, advice: 'Look at nginx.' },
  ])
  t.is(
    printed,
    `<?xml version="1.0" encoding="UTF-8"?>
<testsuites tests="2" failures="1" errors="0" time="1.254">
  <testsuite name="web &amp; more.yml" tests="2" failures="1" errors="0" time="1.254">
    <testcase classname="evenkeel.verify" name="one director holds 10.77.0.100" time="1.234">
      <system-out>lb1 holds it</system-out>
    </testcase>
    <testcase classname="evenkeel.verify" name="web1 answers" time="0.020">
      <failure message="HTTP 503 &lt;html&gt;">HTTP 503 &lt;html&gt;
&quot;busy&quot;
Look at nginx.</failure>
    </testcase>
  </testsuite>
</testsuites>
`,
  )
})

test('junitOfChecks() holds no secret and no character that XML refuses', (t) => {
  const secret = new Secret('hunter-2-hunter', 'test')
  const saw = `\u001b[31mred\u0000 ${secret.reveal()} \ud800 \uffff`
  const printed = junitOfChecks('site.yml', [{ title: 'x\ny', holds: false, saw, milliseconds: 1 }])
  t.regex(printed, /message="red\ufffd \*\*\* \ufffd \ufffd"/)
  t.regex(printed, /name="x&#10;y"/)
})

test('junitOfFailure() says why the checks could not be run', (t) => {
  const where = { file: 'site.yml', line: 3, column: 5 }
  const errors = new EvenkeelErrors([
    new EvenkeelError('input', 'No role is called "ngnix"', { where, hint: 'Did you mean "nginx"?' }),
    new EvenkeelError('unreachable', 'web1 does not answer', { hint: 'evenkeel history' }),
  ])
  const printed = junitOfFailure('site.yml', errors, 'hosts.yml')
  t.regex(printed, /<testsuites tests="1" failures="0" errors="1" time="0.000">/)
  t.regex(
    printed,
    /<error message="site\.yml:3:5: No role is called &quot;ngnix&quot;">[\s\S]*evenkeel history -i hosts\.yml<\/error>/,
  )
})
