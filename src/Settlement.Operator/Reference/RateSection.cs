using Settlement.Domain.Money;
using Settlement.Domain.Reference;

namespace Settlement.Operator.Reference;

/// <summary>Fees and margin.</summary>
internal static class RateSection
{
    /// <summary>Fields of a fee schedule.</summary>
    public static readonly string[] FeeFields = ["byMoney", "perLot", "open", "close", "closeToday"];

    private const string WhatIsAllowed = "byMoney (part of price x quantity x multiplier) or perLot (currency per unit of quantity)";

    /// <summary>The field <c>fees</c>; null when it is absent or wrong.</summary>
    public static FeeSchedule? Find(YamlFields instrument) => instrument.Map("fees", FeeFields) is { } fields ? Fees(fields) : null;

    /// <summary>The rates of a fee schedule: one for all legs, or one for each effect. Close is as open, and close of today as close, where they are not given.</summary>
    public static FeeSchedule? Fees(YamlFields fields)
    {
        if (fields.Find("open") is null)
        {
            foreach (var name in FeeFields[3..].Where(name => fields.Find(name) is not null))
                fields.Wrong(name, "needs open beside it");
            return Rate(fields) is { } all ? new FeeSchedule(all, all, all) : null;
        }

        foreach (var name in FeeFields[..2].Where(name => fields.Find(name) is not null))
            fields.Wrong(name, "is there beside open; give one rate for all legs, or one for each effect");
        if (Rate(fields, "open") is not { } open)
            return null;
        var close = fields.Find("close") is null ? open : Rate(fields, "close");
        var closeToday = fields.Find("closeToday") is null ? close : Rate(fields, "closeToday");
        return close is { } carried && closeToday is { } today ? new FeeSchedule(open, carried, today) : null;
    }

    /// <summary>The field <c>margin</c>; null when it is absent or wrong.</summary>
    public static MarginRule? Margin(YamlFields instrument)
    {
        if (instrument.Map("margin", "basis", "byMoney", "perLot", "long", "short") is not { } fields)
            return null;
        var basis = fields.Choice("basis", MarginBasis.Gross);
        if (fields.Find("long") is null && fields.Find("short") is null)
            return Rate(fields) is { } both ? new MarginRule(basis, both, both) : null;
        foreach (var name in FeeFields[..2].Where(name => fields.Find(name) is not null))
            fields.Wrong(name, "is there beside long and short; give one rate for both sides, or one for each");
        return Rate(fields, "long") is { } longs && Rate(fields, "short") is { } shorts ? new MarginRule(basis, longs, shorts) : null;
    }

    private static Rate? Rate(YamlFields owner, string name)
    {
        if (owner.Find(name) is null)
        {
            owner.Wrong(name, $"is missing; {WhatIsAllowed}");
            return null;
        }

        return owner.Map(name, "byMoney", "perLot") is { } fields ? Rate(fields) : null;
    }

    private static Rate? Rate(YamlFields fields)
    {
        var byMoney = fields.Find("byMoney") is not null;
        var perLot = fields.Find("perLot") is not null;
        if (byMoney == perLot)
        {
            fields.Wrong("byMoney", byMoney ? "is there beside perLot; a rate has one of them" : $"is missing; {WhatIsAllowed}");
            return null;
        }

        var name = byMoney ? "byMoney" : "perLot";
        if (fields.Number(name, Amount.Scale, "every rate") is not { } rate)
            return null;
        if (rate >= 0)
            return Domain.Reference.Rate.Of(byMoney ? RateBasis.ByMoney : RateBasis.PerLot, rate);
        fields.Wrong(name, "must not be negative");
        return null;
    }
}
