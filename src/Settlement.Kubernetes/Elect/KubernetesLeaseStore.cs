using System.Net;
using System.Text.Json;
using k8s;
using k8s.Autorest;
using k8s.Models;

namespace Settlement.Kubernetes.Elect;

/// <summary>
/// The lease in a real API server. Give it a client of its own: renewals must not wait behind the traffic of others.
/// </summary>
internal sealed class KubernetesLeaseStore(IKubernetes client, string leaseNamespace, string leaseName) : ILeaseStore
{
    public string Name => $"{leaseNamespace}/{leaseName}";

    public async Task<V1Lease?> GetAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await client.CoordinationV1.ReadNamespacedLeaseAsync(leaseName, leaseNamespace, cancellationToken: cancellationToken)
                .ConfigureAwait(false);
        }
        catch (HttpOperationException e) when (e.Response.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
        catch (Exception e) when (Failure(e, cancellationToken) is { } failure)
        {
            throw Refused("get", failure, e);
        }
    }

    public async Task<V1Lease> CreateAsync(V1LeaseSpec spec, CancellationToken cancellationToken)
    {
        var lease = new V1Lease { Metadata = new V1ObjectMeta { Name = leaseName, NamespaceProperty = leaseNamespace }, Spec = spec };
        try
        {
            return await client.CoordinationV1.CreateNamespacedLeaseAsync(lease, leaseNamespace, cancellationToken: cancellationToken)
                .ConfigureAwait(false);
        }
        catch (Exception e) when (Failure(e, cancellationToken) is { } failure)
        {
            throw Refused("create", failure, e);
        }
    }

    public async Task<V1Lease> ReplaceAsync(V1Lease lease, CancellationToken cancellationToken)
    {
        try
        {
            return await client.CoordinationV1.ReplaceNamespacedLeaseAsync(lease, leaseName, leaseNamespace, cancellationToken: cancellationToken)
                .ConfigureAwait(false);
        }
        catch (HttpOperationException e) when (e.Response.StatusCode == HttpStatusCode.NotFound)
        {
            throw new LeaseStoreException(LeaseStoreFailure.Conflict, $"Lease {Name} was deleted.", e);
        }
        catch (Exception e) when (Failure(e, cancellationToken) is { } failure)
        {
            throw Refused("update", failure, e);
        }
    }

    private static LeaseStoreFailure? Failure(Exception exception, CancellationToken cancellationToken) => exception switch
    {
        HttpOperationException e => e.Response.StatusCode switch
        {
            HttpStatusCode.Conflict => LeaseStoreFailure.Conflict,
            HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized => LeaseStoreFailure.Forbidden,
            _ => LeaseStoreFailure.Unavailable,
        },
        // A proxy's page instead of the API server's answer is a JsonException.
        HttpRequestException or IOException or JsonException => LeaseStoreFailure.Unavailable,
        // The client's own timeout, not ours.
        OperationCanceledException when !cancellationToken.IsCancellationRequested => LeaseStoreFailure.Unavailable,
        _ => null,
    };

    private LeaseStoreException Refused(string verb, LeaseStoreFailure failure, Exception cause)
    {
        var detail = cause is HttpOperationException http
            ? $"{(int)http.Response.StatusCode} {StatusMessage(http.Response.Content)}"
            : cause.Message;
        return new LeaseStoreException(failure, $"Cannot {verb} lease {Name}: {detail}", cause);
    }

    private static string StatusMessage(string? body)
    {
        try
        {
            return string.IsNullOrEmpty(body) ? "without a message" : KubernetesJson.Deserialize<V1Status>(body).Message ?? body;
        }
        catch (JsonException)
        {
            return body!;
        }
    }
}
