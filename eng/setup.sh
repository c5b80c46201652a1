#!/usr/bin/env bash
# Installs what the sandbox needs and a package manager can give: PostgreSQL's server programs. Says what else is missing.
# Installs nothing that is there already; exit code 1 where something is missing that it cannot install.
set -euo pipefail

missing=0
say() { printf '%s\n' "$*" >&2; }

has_postgres() {
  command -v initdb >/dev/null 2>&1 && return 0
  local directory
  for directory in "$(pg_config --bindir 2>/dev/null || echo /nonexistent)" /usr/lib/postgresql/*/bin /usr/pgsql*/bin; do
    [ -x "$directory/initdb" ] && [ -x "$directory/postgres" ] && return 0
  done
  return 1
}

install_postgres() {
  local root=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null 2>&1 || return 1
    root=(sudo)
  fi
  command -v apt-get >/dev/null 2>&1 || return 1
  say "Installing PostgreSQL with apt-get."
  "${root[@]}" apt-get update -q
  "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends postgresql-common
  # The sandbox makes clusters of its own; the package need not make and start one for the whole machine.
  "${root[@]}" mkdir -p /etc/postgresql-common/createcluster.d
  echo 'create_main_cluster = false' | "${root[@]}" tee /etc/postgresql-common/createcluster.d/settlement-sandbox.conf >/dev/null
  "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends postgresql
}

if ! has_postgres && ! install_postgres; then
  say "PostgreSQL (14 or newer, with its server programs) is missing: install it by your system's package manager."
  missing=1
fi
if [ -n "${KAFKA_HOME:-}" ] && [ -z "${KAFKA_BOOTSTRAP_SERVERS:-}" ] && ! command -v "${JAVA_HOME:+$JAVA_HOME/bin/}java" >/dev/null 2>&1; then
  say "Java (17 or newer) is missing, and the Kafka in KAFKA_HOME needs it: install it (Debian: openjdk-17-jre-headless), or set JAVA_HOME."
  missing=1
fi
exit "$missing"
