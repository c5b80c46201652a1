using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Settlement.Domain.Settle;

/// <summary>Compares two results of a day figure by figure. Holds only the rows that differ.</summary>
public static class RevisionDifferences
{
    /// <summary>What the revision changes in the result before it.</summary>
    /// <exception cref="ArgumentException">The two are not results of one market and trading day, or the revision is not the later one.</exception>
    public static RevisionDifference Of(SettlementResult before, SettlementResult after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        if ((before.Key.Market, before.Key.TradingDay) != (after.Key.Market, after.Key.TradingDay) || before.Key.Revision >= after.Key.Revision)
            throw new ArgumentException($"{after.Key} is not a revision of {before.Key}.", nameof(after));
        return new RevisionDifference(before.Key, before.Digest, Between(before, after));
    }

    /// <summary>Every figure in which two results differ, in the order of the canonical rows.</summary>
    public static IReadOnlyList<RowDifference> Between(SettlementResult before, SettlementResult after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        var (was, @is) = (Lines(before), Lines(after));
        var (gone, come) = (Rows(before, @is), Rows(after, was));
        var rows = new List<RowDifference>();
        foreach (var columns in CanonicalColumns.All)
        {
            foreach (var key in gone[columns.Kind].Keys.Union(come[columns.Kind].Keys).Order(StringComparer.Ordinal))
                rows.AddRange(Compare(columns, key, gone[columns.Kind].GetValueOrDefault(key), come[columns.Kind].GetValueOrDefault(key)));
        }

        return rows;
    }

    private static HashSet<UInt128> Lines(SettlementResult result)
    {
        var lines = new HashSet<UInt128>(result.Positions.Count + result.Journal.Count);
        CanonicalRows.Write(new CanonicalLines(line => lines.Add(Hash(line))), result);
        return lines;
    }

    /// <summary>The rows that the other result has not, by kind and key.</summary>
    private static Dictionary<string, Dictionary<string, string[]>> Rows(SettlementResult result, HashSet<UInt128> other)
    {
        var rows = CanonicalColumns.All.ToDictionary(static c => c.Kind, static _ => new Dictionary<string, string[]>(StringComparer.Ordinal), StringComparer.Ordinal);
        CanonicalRows.Write(new CanonicalLines(line =>
        {
            if (!other.Contains(Hash(line)))
                Add(CanonicalLines.Text(line).Split('|'));
        }), result);
        return rows;

        void Add(string[] fields)
        {
            var columns = CanonicalColumns.All.First(c => c.Kind == fields[0]);
            var key = columns.Kind == "run" ? "" : string.Join('|', fields.Skip(1).Take(columns.KeyCount));
            var values = fields[(1 + columns.KeyCount)..];
            // The clearing house has a debit and a credit under one key: two rows, each with one side.
            if (rows[columns.Kind].TryGetValue(key, out var side))
                values = [.. values.Zip(side, static (a, b) => a == "0" ? b : a)];
            rows[columns.Kind][key] = values;
        }
    }

    private static IEnumerable<RowDifference> Compare(CanonicalColumns columns, string key, string[]? before, string[]? after)
    {
        for (var i = 0; i < columns.Names.Length - columns.KeyCount; i++)
        {
            if (before?[i] != after?[i])
                yield return new RowDifference(columns.Kind, key, columns.Names[columns.KeyCount + i], before?[i], after?[i]);
        }
    }

    private static UInt128 Hash(ReadOnlySpan<byte> line)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(line, hash);
        return BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }
}
