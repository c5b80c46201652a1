using k8s.Models;

namespace Settlement.Kubernetes.Elect;

/// <summary>One Lease object of the API server. The elector limits each call's time through its token.</summary>
internal interface ILeaseStore
{
    /// <summary>Namespace and name, for messages.</summary>
    string Name { get; }

    /// <returns>The lease as it stands, or null when there is none.</returns>
    /// <exception cref="LeaseStoreException">The lease could not be read.</exception>
    Task<V1Lease?> GetAsync(CancellationToken cancellationToken);

    /// <exception cref="LeaseStoreException">Not created; <see cref="LeaseStoreFailure.Conflict"/> when it exists already.</exception>
    Task<V1Lease> CreateAsync(V1LeaseSpec spec, CancellationToken cancellationToken);

    /// <summary>Replaces the lease on the condition that it still has the given one's resource version.</summary>
    /// <exception cref="LeaseStoreException">
    /// Not replaced, or not known to be; <see cref="LeaseStoreFailure.Conflict"/> when it changed or went meanwhile.
    /// </exception>
    Task<V1Lease> ReplaceAsync(V1Lease lease, CancellationToken cancellationToken);
}
