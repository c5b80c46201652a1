namespace Settlement.Domain.Reference;

/// <summary>Resolves the fees of instruments, participants and accounts into one table; the more particular ones win.</summary>
internal sealed class FeeFreezer(MarketReference market, Instrument[] instruments, Account[] accounts, List<string> problems)
{
    private readonly List<FeeSchedule> _schedules = [];
    private readonly Dictionary<FeeSchedule, int> _indexes = [];
    private readonly List<int[]> _plans = [];
    private readonly Dictionary<string, int> _planIndexes = new(StringComparer.Ordinal);

    internal FeeTable Freeze()
    {
        var fees = market.Instruments.GroupBy(static i => i.Symbol, StringComparer.Ordinal).ToDictionary(static g => g.Key, static g => g.First().Fees, StringComparer.Ordinal);
        Check();
        var own = instruments.Select(i => Index(fees[i.Symbol])).ToArray();
        var common = Plan(own);
        var byParticipant = market.FeeOverrides.ToLookup(static f => f.Participant, StringComparer.Ordinal);
        var planOf = accounts.Select(a => Overridden(own, byParticipant[a.Participant].Where(f => f.Account is null || f.Account == a.Name)))
            .Select(plan => plan == own ? common : Plan(plan)).ToArray();
        if (_schedules.Count == 0)
            return FeeTable.None;
        return new FeeTable(_schedules, [.. _plans], planOf.All(static p => p == 0) ? [] : planOf);
    }

    private int[] Overridden(int[] own, IEnumerable<FeeOverride> overrides)
    {
        var plan = own;
        foreach (var fee in overrides.OrderBy(static f => f.Account is not null).ThenBy(static f => f.Instrument is not null ? 2 : f.Product is not null ? 1 : 0))
        {
            if (plan == own)
                plan = [.. own];
            var index = Index(fee.Fees);
            for (var i = 0; i < instruments.Length; i++)
            {
                if ((fee.Instrument is null || fee.Instrument == instruments[i].Symbol) && (fee.Product is null || fee.Product == instruments[i].Product))
                    plan[i] = index;
            }
        }

        return plan;
    }

    private int Plan(int[] plan)
    {
        var key = string.Join(',', plan);
        if (_planIndexes.TryGetValue(key, out var index))
            return index;
        _plans.Add(plan);
        return _planIndexes[key] = _plans.Count - 1;
    }

    private int Index(FeeSchedule? schedule)
    {
        if (schedule is null || schedule == FeeSchedule.Free)
            return FeeTable.NoFee;
        if (_indexes.TryGetValue(schedule, out var index))
            return index;
        _schedules.Add(schedule);
        return _indexes[schedule] = _schedules.Count - 1;
    }

    private void Check()
    {
        var symbols = instruments.Select(static i => i.Symbol).ToHashSet(StringComparer.Ordinal);
        var products = instruments.Select(static i => i.Product).ToHashSet(StringComparer.Ordinal);
        var participants = accounts.Select(static a => a.Participant).ToHashSet(StringComparer.Ordinal);
        var known = accounts.ToHashSet();
        foreach (var fee in market.FeeOverrides)
        {
            var who = fee.Account is null ? $"participant '{fee.Participant}'" : $"account '{fee.Participant}/{fee.Account}'";
            if (fee.Account is null ? !participants.Contains(fee.Participant) : !known.Contains(new Account(fee.Participant, fee.Account)))
                problems.Add($"fees of unknown {who}");
            if (fee.Instrument is { } symbol && !symbols.Contains(symbol))
                problems.Add($"fees of {who}: unknown instrument '{symbol}'");
            if (fee.Product is { } product && !products.Contains(product))
                problems.Add($"fees of {who}: unknown product '{product}'");
            if (fee.Instrument is not null && fee.Product is not null)
                problems.Add($"fees of {who}: for a product or for an instrument, not for both");
        }

        foreach (var twice in market.FeeOverrides.GroupBy(static f => (f.Participant, f.Account, f.Product, f.Instrument)).Where(static g => g.Skip(1).Any()))
            problems.Add($"fees of '{twice.Key.Participant}{(twice.Key.Account is { } account ? "/" + account : "")}' for {twice.Key.Instrument ?? twice.Key.Product ?? "everything"} are there twice");
    }
}
