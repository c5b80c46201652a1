namespace Settlement.Domain.Settle;

/// <summary>What the settled trading day before left open, by name: the openings that today must start from.</summary>
/// <param name="Key">The settled run.</param>
/// <param name="Digest">Its digest.</param>
/// <param name="Rows">Its closing positions that are not zero.</param>
public sealed record PredecessorClosing(RunKey Key, string Digest, IReadOnlyList<ClosingPosition> Rows)
{
    /// <summary>What a result left open.</summary>
    public static PredecessorClosing Of(SettlementResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return new PredecessorClosing(
            result.Key,
            result.Digest,
            [.. result.Positions.Where(static p => p.Closing != 0).Select(static p => new ClosingPosition(p.Participant, p.Account, p.Instrument, p.Closing))]);
    }
}

/// <summary>One closing position.</summary>
/// <param name="Participant">Clearing participant.</param>
/// <param name="Account">Account there.</param>
/// <param name="Instrument">Symbol.</param>
/// <param name="Quantity">Net quantity, not zero.</param>
public sealed record ClosingPosition(string Participant, string Account, string Instrument, decimal Quantity);
