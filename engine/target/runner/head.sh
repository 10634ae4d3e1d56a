#!/bin/sh
# The only script that changes a host. It belongs to one run, lies in that run's folder, and needs no controller:
#
#   runner.sh forward STAGE   does the steps of a stage; if one fails, reverts all that this run did here
#   runner.sh revert          reverts all that this run did here
#   runner.sh commit          keeps it
#   runner.sh abandon         gives up a stuck run, and leaves the host as it is
#
# Files of the folder:
#
#   header.json             the run: id, command, playbook, operator, batches
#   machine.json            the machine and its names, which becomes the host's own file of that name
#   number                  its place among the runs of this host; the host's file `number` holds the last one
#   open.…, committed, …    the state of the run: docs/transactions.md. Commit and revert compete for one rename of it
#   pivot, in-doubt         the coordinator, and the seconds for which this host waits for its decision
#   decides                 this host is the coordinator: the end of its in-doubt time by the wall clock
#   guarded                 why the guard reverted the run: lease, reboot
#   journal                 "STAGE STEP started|done|failed|undone|left|again", synced before what the line is about
#   mounts                  where file systems were mounted before the first step; those of a step are in its folder
#   unmounted               the undo of a step was left because a file system is not there
#   baseline.sh, baseline   reads all resources of the run; the digest of its output before the first write
#   moved/                  copies of what steps that run other programs may change: prelude/moved.sh
#   stages/N/steps.sh       the functions keep_M, forward_M, undo_M; titles
#   stages/N/steps          the time limit of each step, whether it has a backup, and the paths that it names
#   stages/N/manifest.json  the changes of the stage, for rollback
#   managed.next            the record of what the playbook manages here, filed at commit
#   events                  what happened, for the controller that follows
#   pid, turn.N             "PID START BOOT" of the runner that has its turn: runners go one after the other
#   step                    the step that runs now: "PID START BOOT" of its first process, and its mark; empty if none does
#   stop                    asks the runner that goes forward to revert instead of doing its next step
#   reserve, reserved/      disk space and inodes that are freed before an undo
set -u
umask 077
EVENKEEL_RUN=$(cd "$(dirname "$0")" && pwd) || exit 70
EVENKEEL_HOME=${EVENKEEL_RUN%/runs/*}
export EVENKEEL_RUN EVENKEEL_HOME
run=$EVENKEEL_RUN
name=${run##*/}
. "$run/standing.sh"
. "$run/processes.sh"
newline='
'
cd / || exit 70
