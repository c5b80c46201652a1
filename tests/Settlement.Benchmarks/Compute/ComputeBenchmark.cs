using System.Globalization;

namespace Settlement.Benchmarks.Compute;

/// <summary>
/// <c>compute [TRADES] [PARTITIONS] [--no-sql]</c>: settles a generated day with the executable, a tenth of it too, and computes the positions' sums by SQL from the same
/// trades; three times each, in turns.
/// </summary>
internal static class ComputeBenchmark
{
    private const int Rounds = 3;

    public static async Task<int> RunAsync(string[] args)
    {
        int[] numbers = [.. args.Where(static a => a != "--no-sql").Select(static a => int.Parse(a, CultureInfo.InvariantCulture))];
        var (trades, partitions) = (numbers.ElementAtOrDefault(0) is > 0 and var t ? t : 5_000_000, numbers.ElementAtOrDefault(1) is > 0 and var p ? p : 4);
        var folder = Directory.CreateTempSubdirectory("settlement-benchmark-").FullName;
        try
        {
            await RunAsync(folder, trades, partitions, !args.Contains("--no-sql"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        return 0;
    }

    private static async Task RunAsync(string folder, int trades, int partitions, bool withSql)
    {
        var reference = Path.Combine(folder, "reference.yaml");
        await File.WriteAllTextAsync(reference, GeneratedDay.Reference());
        var (whole, tenth) = (GeneratedFiles.Write(folder, trades, partitions), GeneratedFiles.Write(folder, trades / 10, partitions));
        Say($"{trades} trades, {GeneratedDay.Instruments} instruments, {GeneratedDay.Accounts} accounts, {partitions} files of {whole.Sum(static f => new FileInfo(f).Length) / 1_000_000} MB Protobuf, {Environment.ProcessorCount} processors");
        await using var sql = withSql ? await SqlSums.FillAsync(trades) : null;
        var (computed, summed, short_) = (new List<MeasuredProcess>(), new List<TimeSpan>(), new List<MeasuredProcess>());
        for (var round = 0; round < Rounds; round++)
        {
            computed.Add(await MeasuredProcess.ComputeAsync(reference, whole, Path.Combine(folder, "result.json")));
            Say($"settlement compute  {computed[^1].Time.TotalSeconds:0.00} s  {trades / computed[^1].Time.TotalSeconds:0} trades/s  peak {computed[^1].PeakBytes / 1_000_000} MB");
            short_.Add(await MeasuredProcess.ComputeAsync(reference, tenth, Path.Combine(folder, "result.json")));
            Say($"  a tenth of it     {short_[^1].Time.TotalSeconds:0.00} s  peak {short_[^1].PeakBytes / 1_000_000} MB");
            if (sql is null)
                continue;
            var (time, positions) = await sql.ComputeAsync();
            summed.Add(time);
            Say($"SQL over both legs  {time.TotalSeconds:0.00} s  {trades / time.TotalSeconds:0} trades/s  {positions} positions");
        }

        var best = computed.Min(static c => c.Time);
        Say($"memory, whole day ÷ tenth: {computed.Min(static c => c.PeakBytes) / (double)short_.Min(static c => c.PeakBytes):0.000}");
        if (sql is not null)
            Say($"compute is {summed.Min() / best:0.0} times as fast as the SQL, best of {Rounds} each");
    }

    private static void Say(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
