using Settlement.Benchmarks.Compute;

Dictionary<string, (string What, Func<string[], Task> Run)> verbs = new(StringComparer.Ordinal)
{
    ["compute"] = ("trades per second of `settlement compute`, its memory, and the same sums in SQL", ComputeBenchmark.RunAsync),
};

if (args is [var verb, ..] && verbs.TryGetValue(verb, out var benchmark))
{
    await benchmark.Run(args[1..]);
    return 0;
}

Console.Error.WriteLine("usage: settlement-benchmarks VERB [OPTIONS]");
foreach (var (name, (what, _)) in verbs)
    Console.Error.WriteLine($"  {name}: {what}");
return 2;
