namespace Settlement.Kubernetes.Elect;

/// <summary>Why a call on the lease failed, in the terms in which the elector reacts.</summary>
internal enum LeaseStoreFailure
{
    /// <summary>Somebody else wrote first. Read again.</summary>
    Conflict,

    /// <summary>401 or 403: the service account lacks a right. A person must act; trying again is harmless.</summary>
    Forbidden,

    /// <summary>No answer, or one that promises nothing: the call may or may not have taken effect. Try again.</summary>
    Unavailable,
}

/// <summary>A call on the lease failed.</summary>
internal sealed class LeaseStoreException(LeaseStoreFailure failure, string message, Exception? inner = null) : Exception(message, inner)
{
    public LeaseStoreFailure Failure { get; } = failure;
}
