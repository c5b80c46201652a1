namespace Settlement.EndToEnd.Support;

/// <summary>Waits for conditions in the real world, by looking again.</summary>
internal static class Wait
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    public static async Task UntilAsync(string what, TimeSpan atMost, Func<Task<bool>> holds, Func<Task<string>>? diagnose = null)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await holds())
        {
            if (TimeProvider.System.GetElapsedTime(started) > atMost)
                Assert.Fail($"Within {atMost} it did not come true that {what}.\n{(diagnose is null ? "" : await diagnose())}");
            await Task.Delay(Pause, TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }
}
