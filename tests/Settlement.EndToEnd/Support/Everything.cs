namespace Settlement.EndToEnd.Support;

/// <summary>Whatever a leader may write, as it stands: the run's row with the transaction that wrote it, the rows of its result, and the ends of the topics of results.</summary>
internal sealed record Everything(string Row, string Rows, string Topics)
{
    private static readonly string[] Tables = ["epochs", "barriers", "prices", "positions", "funds", "deliveries", "journal", "differences", "gates", "next_day_offsets", "late_trades"];
    private static readonly string[] Topic = ["positions", "prices", "funds", "deliveries", "journal", "differences", "runs"];

    public static async Task<Everything> OfAsync(Scenario scenario)
    {
        List<string> rows = [];
        foreach (var table in Tables)
            rows.Add($"{table}: {await scenario.Ledger.WrittenAsync(table)}");
        var servers = scenario.World.Sandbox.Kafka.BootstrapServers;
        return new Everything(
            await scenario.Ledger.WrittenAsync("runs"),
            string.Join('\n', rows),
            string.Join('\n', Topic.Select(topic => $"{topic}: {string.Join(", ", PublishedTopic.Ends(servers, $"{scenario.Run}.{topic}"))}")));
    }
}
