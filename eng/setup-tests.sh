#!/usr/bin/env bash
# Gets the Kafka clients that tests hold the embedded broker to, where that can be done without asking: kcat by apt-get, kafkajs by npm into .tools/.
# Installs nothing that is there already. What stays missing is no error here: the tests that need it say so, and fail in CI.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
kafkajs_version=2.2.4
kafkajs_sha512=j/YeapB1vfPT2iOIUn/vxdyKEuhuY2PxMBvf5JWux6iSaukAccrMtXEY/Lb7OvavDhOWME589bpLrEdnVHjfjA==
say() { printf '%s\n' "$*" >&2; }

install_kcat() {
  local root=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null 2>&1 || return 1
    root=(sudo)
  fi
  command -v apt-get >/dev/null 2>&1 || return 1
  say "Installing kcat with apt-get."
  "${root[@]}" apt-get update -q && "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends kcat
}

fetch_kafkajs() {
  local folder="$PWD/.tools/.fetch-kafkajs-$$" hash
  command -v npm >/dev/null 2>&1 || return 1
  mkdir -p "$folder/package"
  say "Fetching kafkajs $kafkajs_version with npm."
  npm pack "kafkajs@$kafkajs_version" --pack-destination "$folder" --silent >/dev/null || { rm -rf "$folder"; return 1; }
  hash="$(openssl dgst -sha512 -binary "$folder/kafkajs-$kafkajs_version.tgz" | base64 -w0)"
  if [ "$hash" != "$kafkajs_sha512" ]; then
    say "kafkajs@$kafkajs_version is not the package that was pinned (SHA-512 $hash): it was not installed."
    rm -rf "$folder"
    return 1
  fi
  tar -xzf "$folder/kafkajs-$kafkajs_version.tgz" -C "$folder" && mkdir -p .tools && mv "$folder/package" ".tools/kafkajs-$kafkajs_version"
  rm -rf "$folder"
}

command -v kcat >/dev/null 2>&1 || install_kcat || say "kcat is missing: install it by your system's package manager."
[ -d ".tools/kafkajs-$kafkajs_version" ] || fetch_kafkajs || say "kafkajs is missing: install npm and openssl."
exit 0
