using System.Globalization;
using System.Text.Json;

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
        await run.ApplyAsync();
        return run;
    }

    /// <summary>Takes the resource and its settlers away and applies it again.</summary>
    public async Task RestartAsync()
    {
        await _scenario.LeaveAsync(_name);
        await ApplyAsync();
    }

    public Task CloseAsync() => _scenario.PatchRunAsync("""{"metadata":{"annotations":{"settlement.marketclose.io/close":"now"}}}""", _name);

    public Task ConditionAsync(string type, string status, string reason, string says = "") => _scenario.ConditionAsync(type, status, reason, _name, says);

    /// <summary>Waits until the day is published and tells its hashes.</summary>
    public async Task<RunFingerprint> FingerprintAsync()
    {
        RunFingerprint? found = null;
        await Wait.UntilAsync($"{_name} is published", Timeouts.Published, async () => (found = await PublishedAsync()) is not null, async () => (await _scenario.ResourceAsync(_name))["status"]?.ToJsonString() ?? "");
        return found!;
    }

    public async ValueTask DisposeAsync() => await _scenario.DeleteAsync(_name);

    private Task ApplyAsync() => _scenario.ApplyAsync(
        manifest =>
        {
            manifest["spec"]!["tradingDay"] = _day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            return manifest;
        },
        _name);

    private async Task<RunFingerprint?> PublishedAsync()
    {
        await using var command = _scenario.World.Ledger.CreateCommand("select reference_hash, closing_hash, digest from settlement.runs where market = $1 and trading_day = $2 and stage = 'Published'");
        command.Parameters.AddWithValue(_scenario.Market);
        command.Parameters.AddWithValue(_day);
        await using var reader = await command.ExecuteReaderAsync(Scenario.Token);
        return await reader.ReadAsync(Scenario.Token) ? new RunFingerprint(reader.GetString(0), reader.GetString(1), reader.GetString(2)) : null;
    }
}

/// <summary>What a result rests on, and what came out.</summary>
internal sealed record RunFingerprint(string Reference, string Closing, string Digest)
{
    /// <summary>That of a computed result.</summary>
    public static RunFingerprint Of(JsonElement result) => new(
        result.GetProperty("referenceHash").GetString()!, result.GetProperty("closingHash").GetString()!, result.GetProperty("digest").GetString()!);
}
