#!/usr/bin/env bash
# Runs a command with a Kafka and a Kubernetes API server at hand.
#   eng/with-servers.sh make demo
#   eng/with-servers.sh make test
# KAFKA_HOME            an Apache Kafka distribution (or KAFKA_BOOTSTRAP_SERVERS: a running one). Kept when set.
# KUBE_LITE_APISERVER   an API server binary to start when KUBECONFIG is not set. Kept when set.
# Where they are not set, a folder "shared" beside the repository is looked into.
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
shared="$root/../shared"
[ $# -gt 0 ] || { sed -n '2,7p' "${BASH_SOURCE[0]}" | cut -c3-; exit 2; }

if [ -z "${KAFKA_HOME:-}" ] && [ -z "${KAFKA_BOOTSTRAP_SERVERS:-}" ] && [ -d "$shared/kafka/libs" ]; then
  KAFKA_HOME="$(cd "$shared/kafka" && pwd)"; export KAFKA_HOME
fi
if [ -z "${KUBE_LITE_APISERVER:-}" ] && [ -x "$shared/kubernetes/server/kube-lite-apiserver" ]; then
  KUBE_LITE_APISERVER="$(cd "$shared/kubernetes/server" && pwd)/kube-lite-apiserver"; export KUBE_LITE_APISERVER
fi
[ -n "${KAFKA_HOME:-}${KAFKA_BOOTSTRAP_SERVERS:-}" ] || echo "with-servers: no Kafka found; set KAFKA_HOME or KAFKA_BOOTSTRAP_SERVERS" >&2

if [ -n "${KUBECONFIG:-}" ]; then exec "$@"; fi
[ -n "${KUBE_LITE_APISERVER:-}" ] || { echo "with-servers: no API server found; set KUBECONFIG or KUBE_LITE_APISERVER" >&2; exec "$@"; }

work="$(mktemp -d)"
mkfifo "$work/alive"
# In a session of its own: Ctrl-C is for the command, which still needs the server to clear up.
setsid "$KUBE_LITE_APISERVER" --kubeconfig-out "$work/kubeconfig" --token admin=secret --exit-on-stdin-eof --control-port 0 \
  --audit-denied "$work/denied.jsonl" >"$work/out" 2>"$work/err" <"$work/alive" &
server=$!
exec 9>"$work/alive" # Held open by this script alone: the server ends with it, however it dies.
finish() { exec 9>&-; wait "$server" 2>/dev/null || :; rm -rf "$work"; }
trap finish EXIT
for _ in $(seq 300); do
  grep -q '^ready ' "$work/out" && break
  kill -0 "$server" 2>/dev/null || { echo "with-servers: the API server did not start:" >&2; cat "$work/err" >&2; exit 1; }
  sleep 0.1
done
grep -q '^ready ' "$work/out" || { echo "with-servers: the API server was not ready within 30 s" >&2; exit 1; }
KUBECONFIG="$work/kubeconfig"; export KUBECONFIG
SETTLEMENT_DENIED_LOG="$work/denied.jsonl"; export SETTLEMENT_DENIED_LOG
"$@" 9>&-
