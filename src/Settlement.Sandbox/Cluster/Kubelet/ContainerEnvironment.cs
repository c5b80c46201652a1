using System.Text;
using k8s;
using k8s.Models;

namespace Settlement.Sandbox.Cluster.Kubelet;

/// <summary>
/// The environment of a container: nothing of the sandbox's own but what a program needs to start, then what the node gives, then envFrom, then env.
/// </summary>
internal sealed class ContainerEnvironment(IKubernetes client)
{
    private static readonly string[] Inherited = ["PATH", "HOME", "LANG", "DOTNET_ROOT"];

    /// <exception cref="ContainerConfigException">A secret, config map or key is missing, or a source is not supported.</exception>
    public async Task<Dictionary<string, string>> BuildAsync(
        V1Pod pod, V1Container container, PodSurroundings surroundings, CancellationToken cancellationToken)
    {
        var result = FromSandbox();
        foreach (var (name, value) in surroundings.Environment)
        {
            result[name] = value;
        }

        foreach (var source in container.EnvFrom ?? [])
        {
            foreach (var (name, value) in await ReadAllAsync(pod, source, cancellationToken))
            {
                result[source.Prefix + name] = value;
            }
        }

        foreach (var variable in container.Env ?? [])
        {
            var value = variable.ValueFrom is null
                ? VariableExpansion.Expand(variable.Value ?? "", result)
                : await ReadAsync(pod, variable, surroundings, cancellationToken);
            if (value is not null)
            {
                result[variable.Name] = value;
            }
        }

        return result;
    }

    private static Dictionary<string, string> FromSandbox()
    {
        var result = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (System.Collections.DictionaryEntry entry in Environment.GetEnvironmentVariables())
        {
            var name = (string)entry.Key;
            if (Inherited.Contains(name) || name.StartsWith("DOTNET_", StringComparison.Ordinal))
            {
                result[name] = (string?)entry.Value ?? "";
            }
        }

        return result;
    }

    private async Task<IReadOnlyDictionary<string, string>> ReadAllAsync(V1Pod pod, V1EnvFromSource source, CancellationToken cancellationToken)
    {
        var data = source switch
        {
            { SecretRef: { } secret } => await SecretAsync(pod, secret.Name, secret.Optional, cancellationToken),
            { ConfigMapRef: { } map } => await ConfigMapAsync(pod, map.Name, map.Optional, cancellationToken),
            _ => null,
        };
        return data ?? new Dictionary<string, string>();
    }

    private async Task<string?> ReadAsync(V1Pod pod, V1EnvVar variable, PodSurroundings surroundings, CancellationToken cancellationToken)
    {
        switch (variable.ValueFrom)
        {
            case { SecretKeyRef: { } secret }:
                return Pick(await SecretAsync(pod, secret.Name, secret.Optional, cancellationToken), secret.Key, secret.Optional, $"Secret {pod.Namespace()}/{secret.Name}");
            case { ConfigMapKeyRef: { } map }:
                return Pick(await ConfigMapAsync(pod, map.Name, map.Optional, cancellationToken), map.Key, map.Optional, $"ConfigMap {pod.Namespace()}/{map.Name}");
            case { FieldRef: { } field }:
                return PodFields.Read(pod, field.FieldPath, surroundings);
            default:
                throw new ContainerConfigException($"env {variable.Name}: the sandbox supports secretKeyRef, configMapKeyRef and fieldRef only");
        }
    }

    private static string? Pick(IReadOnlyDictionary<string, string>? data, string key, bool? optional, string source)
    {
        if (data is not null && data.TryGetValue(key, out var value))
        {
            return value;
        }

        return optional == true ? null : throw new ContainerConfigException($"couldn't find key {key} in {source}");
    }

    private async Task<IReadOnlyDictionary<string, string>?> SecretAsync(V1Pod pod, string name, bool? optional, CancellationToken cancellationToken)
    {
        var secret = await FindAsync(token => client.CoreV1.ReadNamespacedSecretAsync(name, pod.Namespace(), cancellationToken: token), "secret", name, optional, cancellationToken);
        return secret is null ? null : (secret.Data ?? new Dictionary<string, byte[]>()).ToDictionary(entry => entry.Key, entry => Encoding.UTF8.GetString(entry.Value));
    }

    private async Task<IReadOnlyDictionary<string, string>?> ConfigMapAsync(V1Pod pod, string name, bool? optional, CancellationToken cancellationToken)
    {
        var map = await FindAsync(token => client.CoreV1.ReadNamespacedConfigMapAsync(name, pod.Namespace(), cancellationToken: token), "configmap", name, optional, cancellationToken);
        return map is null ? null : (map.Data ?? new Dictionary<string, string>()).ToDictionary();
    }

    private static async Task<T?> FindAsync<T>(
        Func<CancellationToken, Task<T>> read, string kind, string name, bool? optional, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return await read(cancellationToken);
        }
        catch (Exception e) when (ApiErrors.IsNotFound(e))
        {
            return optional == true ? null : throw new ContainerConfigException($"{kind} \"{name}\" not found");
        }
    }
}
