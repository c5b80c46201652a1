namespace Settlement.Sandbox.Cluster.Kubelet;

/// <summary>A container cannot be started yet, or not here; the message is for the pod's status. Trying again may help.</summary>
internal sealed class ContainerConfigException(string message) : Exception(message);
