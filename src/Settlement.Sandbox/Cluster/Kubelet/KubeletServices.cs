using k8s;
using Microsoft.Extensions.Logging;

namespace Settlement.Sandbox.Cluster.Kubelet;

/// <summary>What every pod of the node needs.</summary>
internal sealed record KubeletServices(
    IKubernetes Client,
    SandboxClusterOptions Options,
    ApiServerAddress ApiServer,
    ContainerEnvironment Environment,
    ServiceAccountFiles ServiceAccounts,
    Prober Prober,
    ProcessRecords Processes,
    PodAddresses Addresses,
    EventRecorder Events,
    TimeProvider Time,
    ILogger Log);
