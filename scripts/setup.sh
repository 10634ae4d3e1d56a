# Sourced by the other scripts: brings the clone's npm packages (Node 24 among them) and says so. Debian packages are
# brought by what needs them: `evenkeel lab up` installs what a lab takes.
if ! [ node_modules/.package-lock.json -nt package-lock.json ]; then
  echo 'Installing the npm packages that package-lock.json names (npm ci) …' >&2
  npm ci --no-audit --no-fund --loglevel=error >&2
  touch node_modules/.package-lock.json
fi
PATH=$PWD/node_modules/.bin:$PATH
export PATH
