using System.Security.Cryptography;
using System.Text;
using k8s;
using k8s.Models;

namespace Settlement.Sandbox.Cluster.Controllers;

/// <summary>A short name for a pod template's content, fit for labels and object names.</summary>
internal static class TemplateHash
{
    public static string Of(V1PodTemplateSpec template) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(KubernetesJson.Serialize(template))))[..10];
}
