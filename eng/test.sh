#!/usr/bin/env bash
# Runs the test projects one after the other and ends with one line of counts.
#   eng/test.sh [PROJECT …]      names as in tests/, default: all
# Environment: CONFIGURATION (Debug), PROJECT_TIMEOUT in seconds (600), FILTER as of dotnet test.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
configuration="${CONFIGURATION:-Debug}"
limit="${PROJECT_TIMEOUT:-600}"
results="artifacts/test-results"
rm -rf "$results"; mkdir -p "$results"
# The end-to-end tests need the whole machine, so they come last.
projects=("$@")
if [ ${#projects[@]} -eq 0 ]; then
  for p in tests/*/; do [ "$(basename "$p")" = Settlement.EndToEnd ] || projects+=("$(basename "$p")"); done
  projects+=(Settlement.EndToEnd)
fi

failed_projects=()
for p in "${projects[@]}"; do
  [ -f "tests/$p/$p.csproj" ] || { echo "no test project $p" >&2; exit 2; }
  echo "== $p"
  start=$SECONDS
  timeout --kill-after=20 "$limit" dotnet test "tests/$p/$p.csproj" --configuration "$configuration" --no-build --nologo \
    ${FILTER:+--filter "$FILTER"} --logger "trx;LogFileName=$p.trx" --logger "console;verbosity=minimal" --results-directory "$results" -- xUnit.DiagnosticMessages=false
  code=$?
  [ $code -eq 124 ] && echo "error: $p did not end within $limit s" >&2
  [ $code -eq 0 ] || failed_projects+=("$p")
  echo "== $p: $((SECONDS - start)) s, exit code $code"
done

passed=0 failed=0 skipped=0
for trx in "$results"/*.trx; do
  [ -f "$trx" ] || continue
  counters="$(grep -o '<Counters [^>]*>' "$trx" | head -1)"
  value() { echo "$counters" | grep -o " $1=\"[0-9]*\"" | grep -o '[0-9]*' || echo 0; }
  passed=$((passed + $(value passed))); failed=$((failed + $(value failed)))
  skipped=$((skipped + $(value total) - $(value executed)))
done
status=0
[ ${#failed_projects[@]} -eq 0 ] || { echo "failed: ${failed_projects[*]}" >&2; status=1; }
[ "$passed" -gt 0 ] || { echo "no test ran" >&2; status=1; }
[ "${CI:-}" != true ] || [ "$skipped" -eq 0 ] || { echo "$skipped tests were skipped, which CI does not accept" >&2; status=1; }
[ $status -eq 0 ] || [ "$failed" -gt 0 ] || failed=1
echo "$passed passed, $failed failed, $skipped skipped"
exit $status
