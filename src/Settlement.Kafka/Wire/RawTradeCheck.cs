using Settlement.Domain.Trades;

namespace Settlement.Kafka.Wire;

/// <summary>What must hold of every record, whatever its trading day: members there, in range, well-formed.</summary>
internal static class RawTradeCheck
{
    private const TradeField Always = TradeField.Sequence | TradeField.Kind | TradeField.TradingDay | TradeField.Quantity;
    private const TradeField OfSession = Always | TradeField.Count;
    private const TradeField OfTrade = Always | TradeField.TradeId | TradeField.Instrument | TradeField.Price | TradeField.ExecutedAt
        | TradeField.Buyer | TradeField.Seller;

    /// <summary>The fault, or null.</summary>
    internal static string? Check(in RawTrade raw)
    {
        if ((raw.Present & TradeField.Kind) == 0)
            return Fault.Missing("kind");
        var missing = (raw.Kind == TradeKind.EndOfSession ? OfSession : OfTrade) & ~raw.Present;
        if (missing != 0)
            return Fault.Missing(NameOf(missing & (TradeField)(-(int)missing)));
        if (raw.Sequence < 1)
            return Fault.Of("sequence", FormattableString.Invariant($"{raw.Sequence} is less than 1"));
        if (!RawDecimals.IsDecimal(raw.Quantity))
            return Fault.Of("quantity", $"'{RawDecimals.ToText(raw.Quantity)}' is not a plain decimal number");
        return raw.Kind == TradeKind.EndOfSession ? CheckSession(raw) : CheckTrade(raw);
    }

    /// <summary>Name of a member, as in JSON.</summary>
    internal static string NameOf(TradeField field) => field switch
    {
        TradeField.TradeId => "tradeId",
        TradeField.TradingDay => "tradingDay",
        TradeField.ExecutedAt => "executedAt",
        TradeField.Sequence => "sequence",
        TradeField.Kind => "kind",
        TradeField.Instrument => "instrument",
        TradeField.Price => "price",
        TradeField.Quantity => "quantity",
        TradeField.Buyer => "buyer",
        TradeField.Seller => "seller",
        _ => "count",
    };

    private static string? CheckSession(in RawTrade raw) =>
        raw.Count < 0 ? Fault.Of("count", FormattableString.Invariant($"{raw.Count} is negative")) : null;

    private static string? CheckTrade(in RawTrade raw)
    {
        if (!TradeId.TryCreate(raw.TradeId, out _))
            return Fault.Of("tradeId", $"'{Fault.Show(raw.TradeId)}' is not 1 to {TradeId.MaxLength} bytes of printable ASCII");
        if (!IsName(raw.Instrument))
            return Fault.Name("instrument", raw.Instrument);
        if (!RawDecimals.IsDecimal(raw.Price))
            return Fault.Of("price", $"'{RawDecimals.ToText(raw.Price)}' is not a plain decimal number");
        if (raw.ExecutedAt <= 0)
            return Fault.Of("executedAt", FormattableString.Invariant($"{raw.ExecutedAt} is not a time after 1970-01-01 in nanoseconds"));
        return CheckLeg("buyer", raw.Buyer) ?? CheckLeg("seller", raw.Seller);
    }

    private static string? CheckLeg(string leg, in RawLeg raw)
    {
        if (raw.Participant.IsEmpty)
            return Fault.Missing(leg + ".participant");
        if (raw.Account.IsEmpty)
            return Fault.Missing(leg + ".account");
        if (!IsName(raw.Participant))
            return Fault.Name(leg + ".participant", raw.Participant);
        return IsName(raw.Account) ? null : Fault.Name(leg + ".account", raw.Account);
    }

    // '/' joins participant and account to the account's key: a name that holds one could stand for another account.
    private static bool IsName(ReadOnlySpan<byte> text) =>
        text.Length is > 0 and <= Domain.Reference.Names.MaxLength
        && !text.ContainsAnyExceptInRange((byte)0x21, (byte)0x7E)
        && !text.ContainsAny((byte)'|', (byte)'/');
}
