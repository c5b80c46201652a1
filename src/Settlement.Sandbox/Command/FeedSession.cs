using Settlement.Kafka.Wire;
using Settlement.Sandbox.Feed;

namespace Settlement.Sandbox.Command;

/// <summary>One run of the command <c>feed</c>, with what it asks for at the end.</summary>
/// <param name="sandbox">The sandbox to feed.</param>
/// <param name="market">Market in the trade store.</param>
/// <param name="options">Where to and how.</param>
internal sealed class FeedSession(SandboxDescription sandbox, string market, FeederOptions options)
{
    /// <summary>Sends the trades, then waits on the standard input while something is kept back.</summary>
    public async Task RunAsync(IReadOnlyList<TradeMessage> trades, FeedPlan plan, bool endOfSession, CancellationToken cancellationToken)
    {
        await using var feeder = await Feeder.OpenAsync(options, TimeProvider.System, cancellationToken);
        var stored = TradeStoreWriter.WriteAsync(sandbox.TradeStore, market, trades, cancellationToken);
        var sent = feeder.SendAsync(trades, plan, cancellationToken);
        await Task.WhenAll(stored, sent);
        var report = await sent;
        Console.WriteLine(
            $"Sent {report.Trades} trades to {sandbox.TradeTopic}, {report.Duplicates} of them twice, and {report.AbortedRecords} records in aborted transactions; "
            + $"{await stored} new rows in the trade store.");
        if (endOfSession)
        {
            foreach (var day in trades.Select(trade => trade.TradingDay).Distinct())
                await feeder.EndSessionAsync(day, cancellationToken);
        }
        await TakeOrdersAsync(feeder, report.Open, report.Skipped, cancellationToken);
    }

    private static async Task TakeOrdersAsync(Feeder feeder, int open, int skipped, CancellationToken cancellationToken)
    {
        while (open > 0 || skipped > 0)
        {
            Console.WriteLine(Pending(open, skipped));
            switch ((await Console.In.ReadLineAsync(cancellationToken))?.Trim())
            {
                case "commit" when open > 0:
                    feeder.CommitOpenTransaction();
                    open = 0;
                    break;
                case "abort" when open > 0:
                    feeder.AbortOpenTransaction();
                    open = 0;
                    break;
                case "late" when skipped > 0:
                    await feeder.SendSkippedAsync(cancellationToken);
                    skipped = 0;
                    break;
                case "quit" or null:
                    if (open > 0)
                        feeder.AbortOpenTransaction();
                    return;
            }
        }
    }

    private static string Pending(int open, int skipped) => string.Join(' ', new[]
    {
        open > 0 ? $"{open} trades are in an open transaction: write 'commit' or 'abort'." : null,
        skipped > 0 ? $"{skipped} trades are left out: write 'late' to send them." : null,
        open > 0 ? "'quit' aborts and leaves." : "'quit' leaves.",
    }.OfType<string>());
}
