#!/usr/bin/env bash
# Breaks the domain project on purpose, one place at a time, in a copy of the repository, and runs the domain's tests: each break must make one fail.
#   eng/mutations.sh [NUMBER …]     numbers of mutations, default: all
# Writes docs/mutations.md when all were run. A mutation that no test notices, or that no longer fits the code, ends it with code 1.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
git ls-files -z Directory.Build.props Directory.Packages.props global.json .editorconfig eng src/Directory.Build.props src/Settlement.Domain tests/Directory.Build.props tests/Settlement.Domain.Tests \
  | xargs -0 cp --parents -t "$copy"
project="$copy/tests/Settlement.Domain.Tests"
build() { dotnet build "$project" -c Release --nologo -v q -nodeReuse:false -p:UseSharedCompilation=false -p:RunAnalyzers=false "$@" 2>&1; }
build > "$copy/log" || { tail -5 "$copy/log"; exit 1; }
dotnet test --project "$project" -c Release --no-build --no-ansi --no-progress > "$copy/log" 2>&1 || { echo "the tests fail without any mutation" >&2; tail -20 "$copy/log"; exit 1; }

wanted=("$@") table=() survived=0 number=0
while IFS=$'\t' read -r file from to what <&3; do
  [[ -z $file || $file == \#* ]] && continue
  number=$((number + 1))
  [[ ${#wanted[@]} -eq 0 || " ${wanted[*]} " == *" $number "* ]] || continue
  source="src/Settlement.Domain/$file"
  FROM=$from TO=$to python3 - "$source" "$copy/$source" <<'P' || { echo "$number $file: '$from' is not there exactly once" >&2; survived=$((survived + 1)); continue; }
import os, sys
text, old, new = open(sys.argv[1]).read(), *(os.environ[v].replace("\\n", "\n") for v in ("FROM", "TO"))
sys.exit(1) if text.count(old) != 1 else open(sys.argv[2], "w").write(text.replace(old, new))
P
  if ! build --no-restore > "$copy/log"; then
    killer="does not compile"
    echo "$number $file: $killer" >&2; survived=$((survived + 1))
  elif timeout 300 dotnet test --project "$project" -c Release --no-build --no-ansi --no-progress > "$copy/log" 2>&1; then
    killer="**survives**"
    survived=$((survived + 1))
  else
    count=$(grep -c '^failed ' "$copy/log")
    killer=$(sed -n 's/^failed Settlement\.Domain\.Tests\.\([A-Za-z0-9_.]*\).*/\1/p' "$copy/log" | sort | head -1)
    killer="\`${killer:-timeout}\`$([ "$count" -gt 1 ] && echo " and $((count - 1)) more")"
  fi
  echo "$number $file: $what: $killer"
  table+=("| $number | $file | $what | \`$from\` | \`$to\` | $killer |")
  cp "$source" "$copy/$source"
done 3< eng/mutations.tsv

if [[ ${#wanted[@]} -eq 0 ]]; then
  { echo '# Mutations'
    echo
    echo "The domain is broken on purpose in $number places, one at a time (\`eng/mutations.tsv\`), and its tests are run: each break makes at least one fail. \`eng/mutations.sh\` does it and writes this table; it is not part of CI."
    echo
    echo '| | file in `src/Settlement.Domain` | what breaks | code | mutated | caught by |'
    echo '|---|---|---|---|---|---|'
    printf '%s\n' "${table[@]}" | sed 's/ || / \\|\\| /g'
  } > docs/mutations.md
fi
[[ $survived -eq 0 ]] || { echo "$survived of $number mutations were not caught" >&2; exit 1; }
echo "all mutations were caught"
