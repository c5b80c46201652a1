#!/usr/bin/env bash
# Builds everything; warnings are errors. One compiler serves all projects, warm after the first of them, and ends with the build.
#   eng/build.sh [OPTION …]      options of dotnet build
# Environment: CONFIGURATION (Release).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# The build lives too short for profiles of hot code to pay: without them it takes a third less.
export DOTNET_TieredPGO=0
compiler="settlement-build-$$"
trap 'pkill -f -- "-pipename:$compiler" || :; rm -f "${TMPDIR:-/tmp}/$compiler"' EXIT
dotnet build --no-restore --configuration "${CONFIGURATION:-Release}" -nodeReuse:false -p:UseSharedCompilation=true -p:SharedCompilationId="$compiler" \
  --nologo -v quiet "$@"
