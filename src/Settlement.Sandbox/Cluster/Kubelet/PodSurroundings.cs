using System.Net;
using k8s.Models;

namespace Settlement.Sandbox.Cluster.Kubelet;

/// <summary>What the node gives to a pod: an address, a folder and variables.</summary>
internal sealed record PodSurroundings(IPAddress Address, string Folder, IReadOnlyDictionary<string, string> Environment)
{
    public const string HostAddress = "127.0.0.1";
}

/// <summary>The downward API's fields.</summary>
internal static class PodFields
{
    /// <exception cref="ContainerConfigException">The path is not one the sandbox supports.</exception>
    public static string Read(V1Pod pod, string path, PodSurroundings surroundings)
    {
        if (Subscript(path, "metadata.labels") is { } label)
        {
            return pod.Metadata.Labels?.TryGetValue(label, out var value) == true ? value : "";
        }

        if (Subscript(path, "metadata.annotations") is { } annotation)
        {
            return pod.Metadata.Annotations?.TryGetValue(annotation, out var value) == true ? value : "";
        }

        return path switch
        {
            "metadata.name" => pod.Metadata.Name,
            "metadata.namespace" => pod.Metadata.NamespaceProperty,
            "metadata.uid" => pod.Metadata.Uid,
            "spec.nodeName" => pod.Spec.NodeName,
            "spec.serviceAccountName" => pod.Spec.ServiceAccountName ?? "default",
            "status.podIP" or "status.podIPs" => surroundings.Address.ToString(),
            "status.hostIP" or "status.hostIPs" => PodSurroundings.HostAddress,
            _ => throw new ContainerConfigException($"fieldRef {path} is not supported by the sandbox"),
        };
    }

    private static string? Subscript(string path, string field) =>
        path.StartsWith(field + "['", StringComparison.Ordinal) && path.EndsWith("']", StringComparison.Ordinal) ? path[(field.Length + 2)..^2] : null;
}
