using Settlement.Domain.Money;
using Settlement.Domain.Reference;

namespace Settlement.Domain.Settle;

/// <summary>Turns the figures of a day that passed its gates into the rows that are committed and published.</summary>
internal static class ResultBuilder
{
    internal static SettlementResult Build(RunKey key, DayFigures figures)
    {
        var result = new SettlementResult
        {
            Key = key,
            ReferenceHash = figures.Reference.Hash,
            ClosingHash = figures.Closing.Hash,
            TradeCount = figures.Book.Trades,
            BustCount = figures.Book.Busts,
            Prices = Prices(figures),
            Positions = CanonicalOrder.Sort(Together.Make(figures.Profits.Count, i => Position(figures.Reference, figures.Profits[i])), CanonicalOrder.Positions),
            Funds = CanonicalOrder.Sort(Together.Make(figures.Funds.Rows.Count, i => Funds(figures.Reference, figures.Funds.Rows[i])), CanonicalOrder.Funds),
            Deliveries = [.. figures.Deliveries.Select(d => Delivery(figures.Reference, in d))],
            Journal = figures.Journal,
            Digest = "",
        };
        return result with { Digest = CanonicalRows.DigestOf(result) };
    }

    /// <summary>Units of 10^-<paramref name="scale"/> as an exact decimal.</summary>
    /// <exception cref="OverflowException">Beyond 96 bits.</exception>
    internal static decimal ToDecimal(Int128 units, int scale)
    {
        var magnitude = checked((UInt128)Int128.Abs(units));
        if (magnitude >> 96 != 0)
            throw new OverflowException($"{ScaledText.Format(units, scale)} does not fit into a decimal");
        return new decimal(unchecked((int)(uint)magnitude), unchecked((int)(uint)(magnitude >> 32)), unchecked((int)(uint)(magnitude >> 64)), units < 0, (byte)scale);
    }

    private static List<PriceRow> Prices(DayFigures figures)
    {
        var instruments = figures.Reference.Instruments;
        var openInterest = new Int128[instruments.Count];
        foreach (var position in figures.Positions)
            openInterest[position.Instrument] += position.ClosingLong;
        var rows = new List<PriceRow>(instruments.Count);
        for (var i = 0; i < instruments.Count; i++)
        {
            var (instrument, found) = (instruments[i], figures.Prices[i]);
            var sums = figures.Book.Sums.Of(i);
            if (found.Price is null && (instrument.Kind == InstrumentKind.Future || sums is not { Trades: > 0 }))
                continue;
            rows.Add(new PriceRow
            {
                Instrument = instrument.Symbol,
                Kind = instrument.Kind,
                Currency = instrument.Currency,
                Price = found.Price is { } price ? ToDecimal(price, instrument.PriceScale) : null,
                Rule = instrument.PriceRule,
                Tier = found.Price is null ? null : found.Tier,
                Unrounded = found.Price is null ? null : found.Unrounded,
                WindowFrom = found.Window?.From,
                WindowTo = found.Window?.To,
                EvidenceTrades = found.EvidenceTrades,
                EvidenceVolume = ToDecimal(found.EvidenceVolume, instrument.QuantityScale),
                Trades = sums?.Trades ?? 0,
                Volume = ToDecimal(sums?.Day.Volume ?? 0, instrument.QuantityScale),
                OpenInterest = instrument.Kind == InstrumentKind.Cash ? 0 : ToDecimal(openInterest[i], instrument.QuantityScale),
            });
        }

        return rows;
    }

    private static PositionRow Position(ReferenceData reference, in PositionProfit profit)
    {
        var position = profit.Position;
        var account = reference.Accounts[position.Account];
        var instrument = reference.Instruments[position.Instrument];
        return new PositionRow
        {
            Participant = account.Participant,
            Account = account.Name,
            Instrument = instrument.Symbol,
            Currency = instrument.Currency,
            OpeningLong = ToDecimal(position.OpeningLong, instrument.QuantityScale),
            OpeningShort = ToDecimal(position.OpeningShort, instrument.QuantityScale),
            Bought = ToDecimal(position.Bought, instrument.QuantityScale),
            Sold = ToDecimal(position.Sold, instrument.QuantityScale),
            ClosingLong = ToDecimal(position.ClosingLong, instrument.QuantityScale),
            ClosingShort = ToDecimal(position.ClosingShort, instrument.QuantityScale),
            BoughtValue = profit.BoughtValue,
            SoldValue = profit.SoldValue,
            CloseProfit = profit.Close,
            PositionProfit = profit.Open,
            DayProfit = profit.Total,
            Fees = profit.Fees,
            LongMargin = profit.LongMargin,
            ShortMargin = profit.ShortMargin,
        };
    }

    private static FundsRow Funds(ReferenceData reference, in AccountFunds funds)
    {
        var account = reference.Accounts[funds.Account];
        return new FundsRow
        {
            Participant = account.Participant,
            Account = account.Name,
            Currency = funds.Currency,
            OpeningReserve = funds.OpeningReserve,
            OpeningMargin = funds.OpeningMargin,
            Deposits = funds.Deposits,
            Withdrawals = funds.Withdrawals,
            DayProfit = funds.DayProfit,
            Fees = funds.Fees,
            Margin = funds.Margin,
            Reserve = funds.Reserve,
            Equity = funds.Equity,
            Available = funds.Available,
            RiskRatio = funds.RiskRatio,
        };
    }

    private static DeliveryRow Delivery(ReferenceData reference, in NetDelivery delivery)
    {
        var instrument = reference.Instruments[delivery.Instrument];
        return new DeliveryRow
        {
            Participant = delivery.Participant,
            Instrument = instrument.Symbol,
            Currency = instrument.Currency,
            ValueDate = instrument.ValueDate ?? reference.TradingDay,
            Quantity = ToDecimal(delivery.Quantity, instrument.QuantityScale),
            Cash = delivery.Cash,
            Instruction = delivery.Instruction,
        };
    }
}
