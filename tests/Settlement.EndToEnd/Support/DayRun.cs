using System.Globalization;

namespace Settlement.EndToEnd.Support;

/// <summary>A run of one of several trading days of a scenario's market, on the scenario's topic.</summary>
internal sealed class DayRun : IAsyncDisposable
{
    private readonly Scenario _scenario;
    private readonly DateOnly _day;
    private readonly string _name;

    private DayRun(Scenario scenario, DateOnly day)
    {
        (_scenario, _day) = (scenario, day);
        _name = string.Create(CultureInfo.InvariantCulture, $"{scenario.Run}-{day:yyyyMMdd}");
    }

    /// <summary>Applies the resource of a day.</summary>
    public static async Task<DayRun> StartAsync(Scenario scenario, DateOnly day)
    {
        var run = new DayRun(scenario, day);
        await scenario.ApplyAsync(
            manifest =>
            {
                manifest["spec"]!["tradingDay"] = day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
                return manifest;
            },
            run._name);
        return run;
    }

    public Task CloseAsync() => _scenario.PatchRunAsync("""{"metadata":{"annotations":{"settlement.marketclose.io/close":"now"}}}""", _name);

    /// <summary>Waits until the day is published and tells its digest.</summary>
    public async Task<string> DigestAsync()
    {
        string? digest = null;
        await Wait.UntilAsync($"{_name} is published", Timeouts.Published, async () => (digest = await PublishedAsync()) is not null, async () => (await _scenario.ResourceAsync(_name))["status"]?.ToJsonString() ?? "");
        return digest!;
    }

    public async ValueTask DisposeAsync() => await _scenario.DeleteAsync(_name);

    private async Task<string?> PublishedAsync()
    {
        await using var command = _scenario.World.Ledger.CreateCommand("select digest from settlement.runs where market = $1 and trading_day = $2 and stage = 'Published'");
        command.Parameters.AddWithValue(_scenario.Market);
        command.Parameters.AddWithValue(_day);
        return (string?)await command.ExecuteScalarAsync(Scenario.Token);
    }
}
