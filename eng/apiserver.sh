#!/usr/bin/env bash
# The embedded API server as a program of its own: eng/apiserver.sh --help
exec dotnet "$(dirname "${BASH_SOURCE[0]}")/../src/Settlement.Sandbox/bin/${CONFIGURATION:-Release}/net10.0/settlement-sandbox.dll" apiserver "$@"
