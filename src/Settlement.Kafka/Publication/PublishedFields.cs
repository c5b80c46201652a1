using System.Globalization;
using System.Text.Json;
using Settlement.Domain.Money;
using Settlement.Domain.Settle;

namespace Settlement.Kafka.Publication;

/// <summary>The members of each kind of row beside those that name its run.</summary>
internal static class PublishedFields
{
    internal static void Write(Utf8JsonWriter json, PriceRow row)
    {
        json.WriteString("instrument"u8, row.Instrument);
        json.WriteString("kind"u8, row.Kind.ToString());
        json.WriteString("currency"u8, row.Currency);
        Write(json, "price"u8, row.Price);
        json.WriteString("rule"u8, row.Rule);
        json.WriteString("tier"u8, row.Tier?.ToString());
        Write(json, "unrounded"u8, row.Unrounded);
        Write(json, "windowFrom"u8, row.WindowFrom);
        Write(json, "windowTo"u8, row.WindowTo);
        json.WriteNumber("evidenceTrades"u8, row.EvidenceTrades);
        Write(json, "evidenceVolume"u8, row.EvidenceVolume);
        json.WriteNumber("trades"u8, row.Trades);
        Write(json, "volume"u8, row.Volume);
        Write(json, "openInterest"u8, row.OpenInterest);
    }

    internal static void Write(Utf8JsonWriter json, RowDifference row)
    {
        json.WriteString("kind"u8, row.Kind);
        json.WriteString("rowKey"u8, row.Key);
        json.WriteString("figure"u8, row.Column);
        json.WriteString("before"u8, row.Before);
        json.WriteString("after"u8, row.After);
    }

    internal static void Write(Utf8JsonWriter json, PositionRow row)
    {
        json.WriteString("participant"u8, row.Participant);
        json.WriteString("account"u8, row.Account);
        json.WriteString("instrument"u8, row.Instrument);
        json.WriteString("currency"u8, row.Currency);
        Write(json, "openingLong"u8, row.OpeningLong);
        Write(json, "openingShort"u8, row.OpeningShort);
        Write(json, "bought"u8, row.Bought);
        Write(json, "sold"u8, row.Sold);
        Write(json, "closingLong"u8, row.ClosingLong);
        Write(json, "closingShort"u8, row.ClosingShort);
        Write(json, "boughtValue"u8, row.BoughtValue);
        Write(json, "soldValue"u8, row.SoldValue);
        Write(json, "closeProfit"u8, row.CloseProfit);
        Write(json, "positionProfit"u8, row.PositionProfit);
        Write(json, "dayProfit"u8, row.DayProfit);
        Write(json, "fees"u8, row.Fees);
        Write(json, "longMargin"u8, row.LongMargin);
        Write(json, "shortMargin"u8, row.ShortMargin);
    }

    internal static void Write(Utf8JsonWriter json, FundsRow row)
    {
        json.WriteString("participant"u8, row.Participant);
        json.WriteString("account"u8, row.Account);
        json.WriteString("currency"u8, row.Currency);
        Write(json, "openingReserve"u8, row.OpeningReserve);
        Write(json, "openingMargin"u8, row.OpeningMargin);
        Write(json, "deposits"u8, row.Deposits);
        Write(json, "withdrawals"u8, row.Withdrawals);
        Write(json, "dayProfit"u8, row.DayProfit);
        Write(json, "fees"u8, row.Fees);
        Write(json, "margin"u8, row.Margin);
        Write(json, "reserve"u8, row.Reserve);
        Write(json, "equity"u8, row.Equity);
        Write(json, "available"u8, row.Available);
        Write(json, "riskRatio"u8, row.RiskRatio);
    }

    internal static void Write(Utf8JsonWriter json, DeliveryRow row)
    {
        json.WriteString("participant"u8, row.Participant);
        json.WriteString("instrument"u8, row.Instrument);
        json.WriteString("currency"u8, row.Currency);
        json.WriteString("valueDate"u8, row.ValueDate.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        Write(json, "quantity"u8, row.Quantity);
        Write(json, "cash"u8, row.Cash);
        json.WriteString("instruction"u8, row.Instruction.ToString());
    }

    internal static void Write(Utf8JsonWriter json, JournalRow row)
    {
        json.WriteString("account"u8, row.Account);
        json.WriteString("instrument"u8, row.Instrument);
        json.WriteString("kind"u8, row.Kind.ToString());
        json.WriteString("currency"u8, row.Currency);
        Write(json, "debit"u8, row.Debit);
        Write(json, "credit"u8, row.Credit);
    }

    // Dividing by a one of 28 decimals takes the trailing zeros off, whichever way the number came.
    private static void Write(Utf8JsonWriter json, ReadOnlySpan<byte> name, decimal? value) =>
        json.WriteString(name, (value / 1.0000000000000000000000000000m)?.ToString(CultureInfo.InvariantCulture));

    private static void Write(Utf8JsonWriter json, ReadOnlySpan<byte> name, long? value)
    {
        if (value is { } number)
            json.WriteNumber(name, number);
        else
            json.WriteNull(name);
    }

    private static void Write(Utf8JsonWriter json, ReadOnlySpan<byte> name, Amount value) => json.WriteString(name, value.ToString());
}
