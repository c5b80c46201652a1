#!/usr/bin/env bash
# Runs the test projects and ends with one line of counts.
#   eng/test.sh [PROJECT …]      names as in tests/, default: all
# Environment: CONFIGURATION (Release), PROJECT_TIMEOUT in seconds (2400), LANES (projects that run at a time, 2), FILTER (options for the
# runner), as in FILTER='--filter-method *Hole*'.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
configuration="${CONFIGURATION:-Release}"
limit="${PROJECT_TIMEOUT:-2400}"
lanes="${LANES:-2}"
results="artifacts/test-results"
# Processes of tests live too short for profiles to pay, and compile much: memory that is never writable and executable at once makes that dearer. They begin to
# compile what runs often once more when nothing new has come for a second (3E8 ms), so that a settler that starts, closes and is killed does not.
export DOTNET_TieredPGO=0 DOTNET_EnableWriteXorExecute=0 DOTNET_TC_CallCountingDelayMs=3E8
mkdir -p "$results"
# Long ones come first, so that none is left to run alone; the end-to-end tests need the whole machine, so they come last.
projects=("$@")
if [ ${#projects[@]} -eq 0 ]; then
  projects=(Settlement.Sandbox.Kubernetes.Tests Settlement.Operator.Tests Settlement.Sandbox.Tests Settlement.Postgres.Tests)
  for p in tests/*.Tests/; do
    p="$(basename "$p")"
    [[ " ${projects[*]} " = *" $p "* ]] || projects+=("$p")
  done
  projects+=(Settlement.EndToEnd)
fi

# Projects that mostly wait leave room for one that computes: LANES of them run at a time, each told whole when it has ended.
run() {
  local p="$1" start=$SECONDS log="$results/$1.log" code
  timeout --kill-after=20 "$limit" dotnet "tests/$p/bin/$configuration/net10.0/$p.dll" --no-ansi --progress off ${FILTER:+$FILTER} >"$log" 2>&1
  code=$?
  echo "$code $((SECONDS - start))" >"$results/$p.end"
}

failed_projects=() passed=0 failed=0 skipped=0
tell() {
  local p="$1" log="$results/$1.log" code took
  read -r code took <"$results/$p.end"
  echo "== $p"
  cat "$log"
  [ "$code" -ne 124 ] || echo "error: $p did not end within $limit s" >&2
  # 8: no test of this project fits the filter.
  [ "$code" -eq 0 ] || { [ -n "${FILTER:-}" ] && [ "$code" -eq 8 ]; } || failed_projects+=("$p")
  count() { sed -n "s/^ *$1: \([0-9][0-9]*\)\$/\1/p" "$log" | tail -1; }
  passed=$((passed + $(count succeeded || :) + 0)); failed=$((failed + $(count failed || :) + 0)); skipped=$((skipped + $(count skipped || :) + 0))
  echo "== $p: $took s, exit code $code"
}

for p in "${projects[@]}"; do [ -f "tests/$p/$p.csproj" ] || { echo "no test project $p" >&2; exit 2; }; done
declare -A running=()
# What runs in the background does not hear Ctrl-C by itself.
trap 'for pid in "${!running[@]}"; do pkill -TERM -P "$pid"; done; exit 130' INT TERM
end_one() {
  local pid
  wait -n -p pid "${!running[@]}"
  tell "${running[$pid]}"
  unset "running[$pid]"
}
for p in "${projects[@]}"; do
  while [ ${#running[@]} -ge "$lanes" ] || { [ "$p" = Settlement.EndToEnd ] && [ ${#running[@]} -gt 0 ]; }; do end_one; done
  echo "-- $p begins"
  run "$p" &
  running[$!]=$p
done
while [ ${#running[@]} -gt 0 ]; do end_one; done

# The last lines tell what failed and the beginning of each message, for whoever sees only the end of the output.
tell_failures() {
  echo "-- failed in $1:"
  awk '
    /^failed / { print "  " substr($0, 8); left = 6; any = 1; next }
    /^  from / { next }
    /^ +at / || /^[^ ]/ { left = 0 }
    left > 0 && NF { print "  " substr($0, 1, 900); left-- }
    { last[NR % 10] = $0 }
    END { if (!any) for (i = NR > 10 ? NR - 9 : 1; i <= NR; i++) print "    " last[i % 10] }
  ' "$results/$1.log"
}

status=0
for p in "${failed_projects[@]}"; do tell_failures "$p"; done
[ ${#failed_projects[@]} -eq 0 ] || { echo "failed: ${failed_projects[*]}" >&2; status=1; }
[ "$passed" -gt 0 ] || { echo "no test ran" >&2; status=1; }
[ "${CI:-}" != true ] || [ "$skipped" -eq 0 ] || { echo "$skipped tests were skipped, which CI does not accept" >&2; status=1; }
[ $status -eq 0 ] || [ "$failed" -gt 0 ] || failed=1
echo "$passed passed, $failed failed, $skipped skipped"
exit $status
