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
tests="$copy/tests/Settlement.Domain.Tests"
domain="$copy/src/Settlement.Domain"
build() { dotnet build "$@" -c Release --nologo -v q -nodeReuse:false -p:UseSharedCompilation=false -p:RunAnalyzers=false > "$copy/log" 2>&1; }
run() { timeout 300 dotnet test --project "$tests" -c Release --no-build --no-ansi --no-progress "$@" > "$copy/log" 2>&1; }
build "$tests" || { tail -5 "$copy/log"; exit 1; }
run || { echo "the tests fail without any mutation" >&2; tail -20 "$copy/log"; exit 1; }

# Every mutant is a copy of the project, and all are built at once.
mapfile -t lines < <(grep -v '^#' eng/mutations.tsv)
wanted=("$@")
[[ $# -gt 0 ]] || mapfile -t wanted < <(seq ${#lines[@]})
projects="" survived=0
for number in "${wanted[@]}"; do
  IFS=$'\t' read -r file from to _ <<< "${lines[number - 1]}"
  mutant="$copy/src/mutant-$number"
  mkdir -p "$mutant/obj"
  cp -r "$domain"/*/ "$domain/Settlement.Domain.csproj" "$mutant"
  rm -rf "$mutant/bin" "$mutant/obj/Release"
  FROM=$from TO=$to python3 - "$mutant/$file" <<'P'
import os, sys
text, old, new = open(sys.argv[1]).read(), *(os.environ[v].replace("\\n", "\n") for v in ("FROM", "TO"))
if text.count(old) == 1:
    open(sys.argv[1], "w").write(text.replace(old, new))
    sys.exit()
sys.exit(f"{sys.argv[1]}: '{old}' is not there exactly once")
P
  if [[ $? -eq 0 ]]; then projects+="$mutant/Settlement.Domain.csproj;"; else survived=$((survived + 1)); fi
done
cat > "$copy/mutants.proj" <<P
<Project>
  <Target Name="Build">
    <MSBuild Projects="$projects" BuildInParallel="true" ContinueOnError="true" Properties="GenerateDocumentationFile=false" />
  </Target>
</Project>
P
build "$copy/mutants.proj" --no-restore

table=()
for number in "${wanted[@]}"; do
  IFS=$'\t' read -r file from to what <<< "${lines[number - 1]}"
  built="$copy/src/mutant-$number/bin/Release/net10.0/Settlement.Domain.dll"
  if [[ ! -f $built ]]; then
    caught="does not compile"
    survived=$((survived + 1))
  else
    cp "$built" "$tests/bin/Release/net10.0/"
    run
    code=$?
    caught=$(sed -n 's/^failed Settlement\.Domain\.Tests\.\([A-Za-z0-9_.]*\).*/\1/p' "$copy/log" | sort | head -1)
    if [[ -n $caught ]]; then
      caught="\`$caught\`"
    elif [[ $code -eq 124 ]]; then
      caught="the tests did not end"
    else
      # No test has failed: it survives, or the tests could not be run.
      caught="**nothing** (exit code $code)"
      survived=$((survived + 1))
    fi
  fi
  echo "$number $file: $what: $caught"
  table+=("| $number | $file | $what | \`$from\` | \`$to\` | $caught |")
done

if [[ $# -eq 0 ]]; then
  { echo '# Mutations'
    echo
    echo "The domain is broken on purpose in ${#lines[@]} places, one at a time (\`eng/mutations.tsv\`), and its tests are run: each break makes at least one fail; the first that failed is named. \`eng/mutations.sh\`"
    echo 'does it and writes this table; it is not part of CI. `\n` is a new line.'
    echo
    echo '| | file in `src/Settlement.Domain` | what breaks | code | mutated | caught by |'
    echo '|---|---|---|---|---|---|'
    printf '%s\n' "${table[@]}" | sed 's/ || / \\|\\| /g'
  } > docs/mutations.md
fi
[[ $survived -eq 0 ]] || { echo "$survived mutations were not caught" >&2; exit 1; }
echo "all ${#wanted[@]} mutations were caught"
