using Settlement.Domain.Money;
using Settlement.Domain.Reference;
using Settlement.Domain.Settle;

namespace Settlement.Domain.Gates;

/// <summary>The gate between one trading day and the next.</summary>
internal static class OpeningGates
{
    internal static GateResult OpeningCarried(ReferenceData reference, PredecessorClosing? predecessor)
    {
        var opened = $"{reference.Openings.Count} opening positions and {reference.Funds.Count} opening funds";
        return predecessor is null
            ? new GateResult(Gate.OpeningCarried, true, $"no settled trading day before; {opened} were loaded")
            : Evidence.Of(
                Gate.OpeningCarried,
                $"{opened} are the closing ones of {predecessor.Key}, digest {predecessor.Digest}",
                PositionProblems(reference, predecessor).Concat(FundsProblems(reference, predecessor)));
    }

    private static IEnumerable<string> PositionProblems(ReferenceData reference, PredecessorClosing predecessor)
    {
        var closing = predecessor.Rows
            .Where(static p => p.Long != 0 || p.Short != 0)
            .ToDictionary(static p => (p.Participant, p.Account, p.Instrument), static p => (p.Long, p.Short));
        foreach (var opening in reference.Openings)
        {
            var account = reference.Accounts[opening.Account];
            var instrument = reference.Instruments[opening.Instrument];
            var opens = (ResultBuilder.ToDecimal(opening.Long, instrument.QuantityScale), ResultBuilder.ToDecimal(opening.Short, instrument.QuantityScale));
            closing.Remove((account.Participant, account.Name, instrument.Symbol), out var left);
            if (left != opens)
                yield return $"{account} in {instrument.Symbol}: opens with {Text(opens)}, closed with {Text(left)}";
        }

        foreach (var ((participant, account, instrument), left) in closing.OrderBy(static c => c.Key))
            yield return $"{participant}/{account} in {instrument}: opens with {Text((0, 0))}, closed with {Text(left)}";
    }

    private static IEnumerable<string> FundsProblems(ReferenceData reference, PredecessorClosing predecessor)
    {
        var closing = predecessor.Funds
            .Where(static f => f.Reserve != Amount.Zero || f.Margin != Amount.Zero)
            .ToDictionary(static f => (f.Participant, f.Account, f.Currency), static f => (f.Reserve, f.Margin));
        foreach (var opening in reference.Funds)
        {
            var account = reference.Accounts[opening.Account];
            closing.Remove((account.Participant, account.Name, opening.Currency), out var left);
            if (left != (opening.Reserve, opening.Margin))
                yield return $"{account} in {opening.Currency}: opens with {Text((opening.Reserve, opening.Margin))}, closed with {Text(left)}";
        }

        foreach (var ((participant, account, currency), left) in closing.OrderBy(static c => c.Key))
            yield return $"{participant}/{account} in {currency}: opens with {Text((Amount.Zero, Amount.Zero))}, closed with {Text(left)}";
    }

    private static string Text((decimal Long, decimal Short) position) => FormattableString.Invariant($"{position.Long} long, {position.Short} short");

    private static string Text((Amount Reserve, Amount Margin) funds) => $"reserve {funds.Reserve}, margin {funds.Margin}";
}
