#!/usr/bin/env bash
# Runs a command with a real Kafka and the truth about Kubernetes at hand, where they are there. Nothing of this is needed: broker and API server are embedded.
#   eng/with-servers.sh make demo
#   eng/with-servers.sh make test
#   eng/with-servers.sh --runnable eng/test.sh Settlement.EndToEnd    on the runnable API server instead of the embedded one
# KAFKA_HOME               an Apache Kafka distribution (or KAFKA_BOOTSTRAP_SERVERS: a running one), which the embedded broker is compared with. The demo and the sandbox use it instead.
# SETTLEMENT_KAFKA         "real": all tests run on that Kafka instead of the embedded broker.
# KUBE_LITE_APISERVER      an API server on the real machinery, which the embedded one is compared with.
# KUBE_RECORDED_SCENARIOS  recorded answers of the real machinery.
# SETTLEMENT_APISERVER     the API server that tests start for themselves: the embedded one, with --runnable the runnable one.
# What is set is kept. What is not is looked for in a folder "shared" beside the repository.
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
shared="$root/../shared"
runnable=false
if [ "${1:-}" = --runnable ]; then runnable=true; shift; fi
[ $# -gt 0 ] || { sed -n '2,12p' "${BASH_SOURCE[0]}" | cut -c3-; exit 2; }

if [ -z "${KAFKA_HOME:-}" ] && [ -z "${KAFKA_BOOTSTRAP_SERVERS:-}" ] && [ -d "$shared/kafka/libs" ]; then
  KAFKA_HOME="$(cd "$shared/kafka" && pwd)"; export KAFKA_HOME
fi
if [ -z "${KUBE_LITE_APISERVER:-}" ] && [ -x "$shared/kubernetes/server/kube-lite-apiserver" ]; then
  KUBE_LITE_APISERVER="$(cd "$shared/kubernetes/server" && pwd)/kube-lite-apiserver"; export KUBE_LITE_APISERVER
fi
if [ -z "${KUBE_RECORDED_SCENARIOS:-}" ] && [ -d "$shared/kubernetes/recorded/scenarios" ]; then
  KUBE_RECORDED_SCENARIOS="$(cd "$shared/kubernetes/recorded/scenarios" && pwd)"; export KUBE_RECORDED_SCENARIOS
fi
if [ "${SETTLEMENT_KAFKA:-}" = real ] && [ -z "${KAFKA_HOME:-}${KAFKA_BOOTSTRAP_SERVERS:-}" ]; then
  echo "with-servers: no real Kafka found; set KAFKA_HOME or KAFKA_BOOTSTRAP_SERVERS" >&2; exit 1
fi

if ! $runnable; then
  export SETTLEMENT_APISERVER="${SETTLEMENT_APISERVER:-$root/eng/apiserver.sh}"
  exec "$@"
fi
[ -n "${KUBE_LITE_APISERVER:-}" ] || { echo "with-servers: no runnable API server found; set KUBE_LITE_APISERVER" >&2; exit 1; }
export SETTLEMENT_APISERVER="$KUBE_LITE_APISERVER"

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
