# Where a venue runs; read by the other scripts. Everything can be set from outside.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
data=${PROBITY_DATA:-$root/.probity}
mkdir -p "$(dirname "$data")"
data=$(cd "$(dirname "$data")" && pwd)/$(basename "$data")
export PROBITY_DATA=$data
# Beside the data folder, so that they outlive it and are in no backup.
pid_file=${PROBITY_PID_FILE:-$data.pid}
log_file=${PROBITY_LOG_FILE:-$data.log}

say() { printf '%s\n' "$*"; }
fail() {
  printf '%s\n' "$*" >&2
  exit 1
}

# The process of the PID file, if it still is the one that was started: a number may be given again.
running_pid() {
  [ -f "$pid_file" ] || return 1
  local pid began
  { read -r pid && read -r began; } <"$pid_file" || return 1
  [ -n "$began" ] && [ "$(began_at "$pid")" = "$began" ] || return 1
  printf '%s\n' "$pid"
}

began_at() { LC_ALL=C ps -o lstart= -p "$1" 2>/dev/null; }

probity() { node "$root/bin/probity.mjs" "$@"; }
