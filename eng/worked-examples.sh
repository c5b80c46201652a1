#!/usr/bin/env bash
# Computes the examples of a file, which has the form of tests/Settlement.Domain.Tests/Settle/Examples/worked_examples.json, and compares every published figure.
#   eng/worked-examples.sh FILE
set -euo pipefail
[[ $# == 1 && -r $1 ]] || { echo "usage: eng/worked-examples.sh FILE" >&2; exit 2; }
SETTLEMENT_WORKED_EXAMPLES=$(realpath "$1")
export SETTLEMENT_WORKED_EXAMPLES
cd "$(dirname "${BASH_SOURCE[0]}")/.."
configuration=${CONFIGURATION:-Release}
dotnet build tests/Settlement.Operator.Tests -c "$configuration" --nologo -v q
exec dotnet test --project tests/Settlement.Operator.Tests -c "$configuration" --no-build --no-ansi --no-progress --filter-class '*Examples.WorkedExampleTests'
