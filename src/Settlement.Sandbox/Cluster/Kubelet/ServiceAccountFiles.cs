using System.Text;
using System.Text.Json;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging;

namespace Settlement.Sandbox.Cluster.Kubelet;

/// <summary>Where the API server is, as pods see it.</summary>
internal sealed record ApiServerAddress(Uri Url, byte[] CertificateAuthority, bool SkipVerification);

/// <summary>
/// The credentials of a pod: a token of its service account, requested from the API server, in a kubeconfig that only the sandbox's user can read.
/// There is no /var/run/secrets, so settlers and operators are told the folder, and other clients find it by KUBECONFIG. The token stands in the kubeconfig
/// and in a file beside it, because not every client library reads token files; one that reads the kubeconfig once can work for the token's whole life, which
/// is a day where the server grants it.
/// </summary>
internal sealed class ServiceAccountFiles(IKubernetes client, ApiServerAddress server, TimeProvider time, ILogger log)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(1);
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(500);
    private static readonly UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public static string KubeconfigOf(string folder) => Path.Combine(folder, "kubeconfig");

    /// <summary>Requests a token and writes the files; returns when to do it again.</summary>
    public async Task<DateTimeOffset> WriteAsync(V1Pod pod, string folder, CancellationToken cancellationToken)
    {
        var answer = await client.CoreV1.CreateNamespacedServiceAccountTokenAsync(
            new Authenticationv1TokenRequest
            {
                Spec = new V1TokenRequestSpec
                {
                    Audiences = [],
                    ExpirationSeconds = (long)Lifetime.TotalSeconds,
                    BoundObjectRef = new V1BoundObjectReference { ApiVersion = "v1", Kind = "Pod", Name = pod.Name(), Uid = pod.Uid() },
                },
            },
            pod.Spec.ServiceAccountName ?? "default",
            pod.Namespace(),
            cancellationToken: cancellationToken);
        var now = time.GetUtcNow();
        var expires = answer.Status.ExpirationTimestamp is { } at ? new DateTimeOffset(at.ToUniversalTime()) : now + Lifetime;
        await ReplaceAsync(Path.Combine(folder, "ca.crt"), Encoding.ASCII.GetString(server.CertificateAuthority), cancellationToken);
        await ReplaceAsync(Path.Combine(folder, "token"), answer.Status.Token, cancellationToken);
        await ReplaceAsync(Path.Combine(folder, "namespace"), pod.Namespace(), cancellationToken);
        await ReplaceAsync(KubeconfigOf(folder), Kubeconfig(pod, answer.Status.Token, Path.Combine(folder, "token")), cancellationToken);
        return now + ((expires - now) * 0.8);
    }

    public async Task KeepFreshAsync(V1Pod pod, string folder, DateTimeOffset next, CancellationToken cancellationToken)
    {
        while (true)
        {
            var wait = next - time.GetUtcNow();
            await Task.Delay(wait > RetryPause ? wait : RetryPause, time, cancellationToken);
            try
            {
                next = await WriteAsync(pod, folder, cancellationToken);
            }
            catch (Exception e) when (ApiErrors.IsFromServer(e) || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
            {
                log.TokenNotRefreshed(e, ResourceKeys.Of(pod));
                next = time.GetUtcNow() + RetryPause;
            }
        }
    }

    // JSON is YAML; a kubeconfig may be written in it.
    private string Kubeconfig(V1Pod pod, string token, string tokenFile)
    {
        var cluster = new Dictionary<string, object> { ["server"] = server.Url.ToString().TrimEnd('/') };
        if (server.SkipVerification)
        {
            cluster["insecure-skip-tls-verify"] = true;
        }
        else if (server.CertificateAuthority.Length > 0)
        {
            cluster["certificate-authority-data"] = Convert.ToBase64String(server.CertificateAuthority);
        }

        return JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Config",
            ["current-context"] = "pod",
            ["clusters"] = new[] { new Dictionary<string, object> { ["name"] = "sandbox", ["cluster"] = cluster } },
            ["users"] = new[] { new { name = "pod", user = new { token, tokenFile } } },
            ["contexts"] = new[] { new { name = "pod", context = new Dictionary<string, string> { ["cluster"] = "sandbox", ["user"] = "pod", ["namespace"] = pod.Namespace() } } },
        });
    }

    // Replaced by renaming, so that a reader finds the old or the new file, never half of one.
    private static async Task ReplaceAsync(string path, string content, CancellationToken cancellationToken)
    {
        var next = path + ".next";
        await using (var file = new FileStream(next, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = OwnerOnly }))
        {
            await file.WriteAsync(Encoding.UTF8.GetBytes(content), cancellationToken);
        }

        File.Move(next, path, overwrite: true);
    }
}
