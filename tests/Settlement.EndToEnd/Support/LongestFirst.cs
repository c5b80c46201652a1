using Settlement.EndToEnd.Support;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(LongestFirst))]

namespace Settlement.EndToEnd.Support;

/// <summary>Classes run side by side, the tests of one in a row: those that take longest begin first, so that none is left to run alone.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Long =
    [
        nameof(FeedTests), nameof(PauseDistinctTests), nameof(KillDistinctReplayTests), nameof(KillDistinctCheckpointTests), nameof(KillSharedReplayTests), nameof(KillSharedCheckpointTests),
        nameof(BrokerFaultTests), nameof(PublishedExampleTests), nameof(ResourceTests),
    ];

    /// <inheritdoc/>
    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderBy(static c => Array.FindIndex(Long, name => c.TestCollectionDisplayName.Contains($".{name} ", StringComparison.Ordinal)) is >= 0 and var place ? place : Long.Length)];
}
