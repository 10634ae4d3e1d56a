# Sourced by the other scripts: installs the clone's npm packages (Node 24 among them) and prints so. Programs that need
# Debian packages install them: `evenkeel lab up` installs the packages of a lab.
if [ -z "$(find node_modules/.package-lock.json -newer package-lock.json 2>/dev/null)" ]; then
  echo 'Installing the npm packages that package-lock.json names (npm ci) …' >&2
  npm ci --no-audit --no-fund --loglevel=error >&2
  touch node_modules/.package-lock.json
fi
PATH=$PWD/node_modules/.bin:$PATH
export PATH
# A program of root's that replaces the file it writes to makes a file of /dev/null, and then no container boots.
if [ ! -c /dev/null ] && [ "$(id -u)" = 0 ]; then
  echo '/dev/null is a file on this machine. It is made a device again.' >&2
  rm -f /dev/null
  mknod -m 666 /dev/null c 1 3
fi
