using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;

namespace Settlement.Domain.Settle;

/// <summary>
/// The result as text that anybody can make again, and its digest. UTF-8 (in fact ASCII), one line per row, fields separated by '|', every line ended by '\n':
/// <code>
/// run|market|tradingDay|revision|referenceHash|tradeCount|bustCount
/// price|instrument|currency|price|tier|unrounded|evidenceTrades|evidenceVolume|trades|volume|openInterest
/// position|participant|account|instrument|currency|opening|bought|sold|closing|boughtValue|soldValue|closeProfit|positionProfit|dayProfit
/// journal|account|instrument|kind|currency|debit|credit
/// </code>
/// One run line, then prices, positions and journal, each in <see cref="CanonicalOrder"/>. Days are yyyy-MM-dd. Numbers are plain decimals without exponent,
/// leading or trailing zeros, so 1.0 is written 1. Tier and kind are the names of their enumerations.
/// </summary>
public static class CanonicalRows
{
    /// <summary>SHA-256 over the canonical rows, lower-case hex. The rows may come in any order.</summary>
    public static string Digest(
        RunKey key,
        string referenceHash,
        long tradeCount,
        long bustCount,
        IReadOnlyList<PriceRow> prices,
        IReadOnlyList<PositionRow> positions,
        IReadOnlyList<JournalRow> journal)
    {
        using var hash = new HashWriter();
        Write(hash, key, referenceHash, tradeCount, bustCount, prices, positions, journal);
        return hash.Digest();
    }

    /// <summary>The digest of a result's rows as they are now, whatever its <see cref="SettlementResult.Digest"/> says.</summary>
    public static string DigestOf(SettlementResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return Digest(result.Key, result.ReferenceHash, result.TradeCount, result.BustCount, result.Prices, result.Positions, result.Journal);
    }

    /// <summary>Writes the canonical rows of a result.</summary>
    public static void Write(IBufferWriter<byte> writer, SettlementResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        Write(writer, result.Key, result.ReferenceHash, result.TradeCount, result.BustCount, result.Prices, result.Positions, result.Journal);
    }

    private static void Write(
        IBufferWriter<byte> writer,
        RunKey key,
        string referenceHash,
        long tradeCount,
        long bustCount,
        IReadOnlyList<PriceRow> prices,
        IReadOnlyList<PositionRow> positions,
        IReadOnlyList<JournalRow> journal)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(key);
        var line = new CanonicalLine(writer);
        line.Text("run").Text(key.Market).Text(key.TradingDay.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)).Number(key.Revision)
            .Text(referenceHash).Number(tradeCount).Number(bustCount).End();
        foreach (var row in CanonicalOrder.Sort(prices, CanonicalOrder.Prices))
        {
            line.Text("price").Text(row.Instrument).Text(row.Currency).Number(row.Price).Text(row.Tier.ToString()).Number(row.Unrounded)
                .Number(row.EvidenceTrades).Number(row.EvidenceVolume).Number(row.Trades).Number(row.Volume).Number(row.OpenInterest).End();
        }

        foreach (var row in CanonicalOrder.Sort(positions, CanonicalOrder.Positions))
        {
            line.Text("position").Text(row.Participant).Text(row.Account).Text(row.Instrument).Text(row.Currency)
                .Number(row.Opening).Number(row.Bought).Number(row.Sold).Number(row.Closing).Number(row.BoughtValue).Number(row.SoldValue)
                .Number(row.CloseProfit).Number(row.PositionProfit).Number(row.DayProfit).End();
        }

        foreach (var row in CanonicalOrder.Sort(journal, CanonicalOrder.Journal))
            line.Text("journal").Text(row.Account).Text(row.Instrument).Text(row.Kind.ToString()).Text(row.Currency).Number(row.Debit).Number(row.Credit).End();
    }

    private sealed class HashWriter : IBufferWriter<byte>, IDisposable
    {
        private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        private byte[] _buffer = new byte[64 * 1024];
        private int _length;

        public void Advance(int count) => _length += count;

        public Memory<byte> GetMemory(int sizeHint = 0)
        {
            if (_buffer.Length - _length < Math.Max(sizeHint, 1))
                Flush(sizeHint);
            return _buffer.AsMemory(_length);
        }

        public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

        public void Dispose() => _hash.Dispose();

        internal string Digest()
        {
            Flush(0);
            return Convert.ToHexStringLower(_hash.GetHashAndReset());
        }

        private void Flush(int sizeHint)
        {
            _hash.AppendData(_buffer, 0, _length);
            _length = 0;
            if (sizeHint > _buffer.Length)
                _buffer = new byte[sizeHint];
        }
    }
}
