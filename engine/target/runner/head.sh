#!/bin/sh
# The only thing that changes a host. It belongs to one run, lies in that run's folder, and needs nobody:
#
#   runner.sh forward STAGE   does a stage's steps; when one fails, takes back all that this run did here
#   runner.sh revert          takes back all that this run did here
#   runner.sh commit          keeps it
#   runner.sh abandon         gives up a run that is stuck, as it stands
#
#   header.json             what the run is
#   open.…, committed, …    how it stands: docs/transactions.md. Commit and revert compete for one rename of it
#   pivot, in-doubt         the host that decides, and for how long this one waits for it
#   decides                 this host is the pivot
#   guarded                 why the guard took it back: lease, reboot
#   journal                 "STAGE STEP started|done|failed|undone|left", synced line by line
#   baseline.sh, baseline   reads all that the run may touch; the digest of what it read before the first write
#   stages/N/steps.sh       the functions keep_M, forward_M, undo_M; titles, time limits; the number of steps
#   stages/N/manifest.json  what the stage changes, for rollback
#   managed.next            what the playbook manages here once this is committed
#   events                  what happened, for whoever follows
#   pid, turn.N             whose turn it is: runners go one after the other
#   step                    the session of the step that goes on: its first process
#   stop                    asks whoever goes forward to take everything back instead of its next step
#   reserve, reserved/      disk space and inodes that are given up before anything is taken back
set -u
umask 077
LC_ALL=C
# The variable is for tests, which choose the shell.
PATH=${EVENKEEL_PATH:+$EVENKEEL_PATH:}/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
EVENKEEL_RUN=$(cd "$(dirname "$0")" && pwd) || exit 70
EVENKEEL_HOME=${EVENKEEL_RUN%/runs/*}
EVENKEEL_BLOBS=$EVENKEEL_HOME/blobs
export LC_ALL PATH EVENKEEL_RUN EVENKEEL_HOME EVENKEEL_BLOBS
run=$EVENKEEL_RUN
name=${run##*/}
. "$run/standing.sh"
. "$run/processes.sh"
cd / || exit 70
