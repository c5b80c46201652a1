using Microsoft.Extensions.Logging;

namespace Settlement.Kubernetes.Elect;

/// <summary>Messages of the election; event ids 3100 to 3199.</summary>
internal static partial class Log
{
    [LoggerMessage(3100, LogLevel.Information, "Nominated by lease {Lease} as {Holder} (lease was {Standing}, holder's end {End})")]
    public static partial void Nominated(ILogger logger, string lease, string holder, LeaseStanding standing, HolderEnd? end);

    [LoggerMessage(3101, LogLevel.Information, "Lease {Lease} is held by {Holder}")]
    public static partial void HolderSeen(ILogger logger, string lease, string holder);

    [LoggerMessage(3102, LogLevel.Information, "Lease {Lease} is free, but this process stands back for {Left}, so that a healthier one can take it")]
    public static partial void StandsBack(ILogger logger, string lease, TimeSpan left);

    [LoggerMessage(3103, LogLevel.Information, "Lease {Lease} given back by {Holder}")]
    public static partial void Released(ILogger logger, string lease, string holder);

    [LoggerMessage(3104, LogLevel.Warning, "Lease {Lease} could not be given back by {Holder}; a successor waits until it runs out")]
    public static partial void NotReleased(ILogger logger, Exception exception, string lease, string holder);

    [LoggerMessage(3105, LogLevel.Warning, "Nomination lost: lease {Lease} of {Holder} was taken over; it now names {Other}")]
    public static partial void TakenByAnother(ILogger logger, string lease, string holder, string other);

    [LoggerMessage(3106, LogLevel.Warning, "Nomination lost: lease {Lease} of {Holder} could not be renewed for {Deadline}")]
    public static partial void RanOut(ILogger logger, string lease, string holder, TimeSpan deadline);

    [LoggerMessage(3107, LogLevel.Error, "Nomination lost: renewal of lease {Lease} of {Holder} broke")]
    public static partial void RenewalBroke(ILogger logger, Exception exception, string lease, string holder);

    [LoggerMessage(3108, LogLevel.Debug, "Lease {Lease} not renewed this time: {Reason}")]
    public static partial void NotRenewed(ILogger logger, string lease, string reason);

    [LoggerMessage(3110, LogLevel.Error,
        "Permission problem: this service account may not use lease {Lease} ({Reason}). Nobody can be nominated until it is granted get, create and update on leases in coordination.k8s.io; trying on")]
    public static partial void Forbidden(ILogger logger, string lease, string reason);

    [LoggerMessage(3111, LogLevel.Warning, "Lease {Lease} cannot be reached: {Reason} Trying again every {RetryPeriod}")]
    public static partial void Unavailable(ILogger logger, string lease, string reason, TimeSpan retryPeriod);

    [LoggerMessage(3112, LogLevel.Information, "Lease {Lease}: the API server answers {Verb} again")]
    public static partial void AvailableAgain(ILogger logger, string lease, string verb);

    [LoggerMessage(3120, LogLevel.Debug, "Watch of holder's pod {Namespace}/{Pod} ended ({Reason}); listing again")]
    public static partial void HolderWatchEnded(ILogger logger, string @namespace, string pod, string reason);

    [LoggerMessage(3121, LogLevel.Warning, "Holder's pod {Namespace}/{Pod} cannot be watched: {Reason}. Until it can, a takeover waits for the lease to run out")]
    public static partial void HolderWatchFails(ILogger logger, string @namespace, string pod, string reason);

    [LoggerMessage(3122, LogLevel.Warning,
        "Permission problem: this service account may not list and watch pod {Namespace}/{Pod}. Until it is granted, a takeover waits for the lease to run out")]
    public static partial void HolderWatchForbidden(ILogger logger, string @namespace, string pod);

    [LoggerMessage(3123, LogLevel.Error, "Watch of the holder {Holder} of lease {Lease} broke; a takeover waits for the lease to run out")]
    public static partial void HolderWatchBroke(ILogger logger, Exception exception, string lease, string holder);
}
