using System.Diagnostics;

namespace Settlement.Postgres.Tests.Support;

internal static class Condition
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    internal static async Task WaitAsync(string what, Func<Task<bool>> isMet)
    {
        var watch = Stopwatch.StartNew();
        while (!await isMet())
        {
            Assert.True(watch.Elapsed < Limit, $"Waited {Limit.TotalSeconds} s for {what}.");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TestContext.Current.CancellationToken);
        }
    }
}
