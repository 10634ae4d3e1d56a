# manifests RUN: prints the manifest of each stage of a run, in the order of the stages, as frames.
stages=${EVENKEEL_HOME:-/var/lib/evenkeel}/runs/$1/stages
# By number: a shell would put the tenth stage before the second.
stage=1
while [ -e "$stages/$stage/manifest.json" ]; do
  content=$(cat "$stages/$stage/manifest.json") || exit
  frame manifest 0 "$content"
  stage=$((stage + 1))
done
