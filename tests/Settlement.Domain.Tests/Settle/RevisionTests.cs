using System.Buffers;
using System.Text;
using Settlement.Domain.Reference;
using Settlement.Domain.Settle;
using Settlement.Domain.Tests.Support;
using Settlement.Domain.Trades;
using static Settlement.Domain.Tests.Support.Records;

namespace Settlement.Domain.Tests.Settle;

public sealed class RevisionTests
{
    private static readonly ReferenceData Reference = TestMarket.Of(TestMarket.Gold(), Opening.Net(0, 0, 5), Opening.Net(1, 0, -5));
    private static readonly TradeRecord First = Trade(1, 13250, 2, 0, 2, id: "A");
    private static readonly TradeRecord Late = Trade(2, 13230, 2, 3, 1, second: 600, id: "B");

    [Fact]
    public void Revision_states_every_figure_that_it_changes()
    {
        var (before, after) = (Revision(1, First), Revision(2, First, Late));

        var difference = RevisionDifferences.Of(before, after);

        Assert.Equal((before.Key, before.Digest), (difference.Before, difference.BeforeDigest));
        Assert.Contains(new RowDifference("run", "", "tradeCount", "1", "2"), difference.Rows);
        Assert.Contains(new RowDifference("price", "GCZ3", "price", "1325", "1324"), difference.Rows);
        Assert.Contains(new RowDifference("price", "GCZ3", "volume", "2", "4"), difference.Rows);
        Assert.Contains(new RowDifference("position", "P02|A|GCZ3", "sold", "0", "2"), difference.Rows);
        Assert.Contains(new RowDifference("position", "P04|A|GCZ3", "bought", null, "2"), difference.Rows);
        Assert.DoesNotContain(difference.Rows, static r => r.Column is "instrument" or "revision" || r.Before == r.After);
        Assert.DoesNotContain(difference.Rows, static r => r is { Kind: "position", Key: "P01|A|GCZ3", Column: "bought" });
    }

    [Fact]
    public void Row_that_is_gone_is_stated_with_what_it_said()
    {
        var difference = RevisionDifferences.Of(Revision(1, First, Late), Revision(2, First, Late, Bust(3, Late)));
        Assert.Contains(new RowDifference("position", "P04|A|GCZ3", "bought", "2", null), difference.Rows);
        Assert.Contains(new RowDifference("run", "", "bustCount", "0", "1"), difference.Rows);
    }

    [Fact]
    public void Both_sides_of_the_clearing_house_are_told_apart()
    {
        var rows = RevisionDifferences.Of(Revision(1, First), Revision(2, First, Late)).Rows.Where(static r => r is { Kind: "journal" } && r.Key.StartsWith("CCP|", StringComparison.Ordinal)).ToList();
        Assert.All(rows, static r => Assert.Contains(r.Column, new[] { "debit", "credit" }));
        Assert.Equal(rows.Count, rows.Select(static r => (r.Key, r.Column)).Distinct().Count());
        Assert.NotEmpty(rows);
    }

    [Fact]
    public void Revision_of_a_revision_that_takes_the_correction_back_states_the_way_back()
    {
        var (first, second, third) = (Revision(1, First), Revision(2, First, Late), Revision(3, First));
        var forth = RevisionDifferences.Of(first, second).Rows;
        var back = RevisionDifferences.Of(second, third).Rows;
        Assert.Equal(forth.Select(static r => r with { Before = r.After, After = r.Before }), back);
        Assert.Empty(RevisionDifferences.Of(first, third).Rows);
    }

    [Fact]
    public void Only_a_later_revision_of_the_same_day_can_be_compared()
    {
        var result = Revision(2, First);
        Assert.Throws<ArgumentException>(() => RevisionDifferences.Of(result, Revision(2, First)));
        Assert.Throws<ArgumentException>(() => RevisionDifferences.Of(result, Revision(3, First) with { Key = result.Key with { Market = "OTHER", Revision = 3 } }));
    }

    [Fact]
    public void Columns_are_named_for_every_field_of_every_canonical_line()
    {
        var writer = new ArrayBufferWriter<byte>();
        CanonicalRows.Write(writer, OfEverything());
        var lines = Encoding.ASCII.GetString(writer.WrittenSpan).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => line.Split('|')).ToList();
        Assert.Equal(CanonicalColumns.All.Select(static c => c.Kind), lines.Select(static fields => fields[0]).Distinct());
        foreach (var fields in lines)
        {
            var columns = CanonicalColumns.All.Single(c => c.Kind == fields[0]);
            Assert.Equal(columns.Names.Length, fields.Length - 1);
        }
    }

    /// <summary>A result that has rows of every kind.</summary>
    private static SettlementResult OfEverything()
    {
        var book = Books.OfStore(TestMarket.Whole(), Trade(1, 13250, 2, seller: 2), Trade(2, 13260, 2, instrument: 3));
        return DayClose.Settle(Books.Key, book, ClosingData.Empty, null).Result();
    }

    private static SettlementResult Revision(int revision, params TradeRecord[] records)
    {
        var log = new PartitionLog(0, [.. records.Select(static (r, i) => ((long)i, r))], records.Length);
        return DayClose.Settle(Books.Key with { Revision = revision }, Books.Merged((Books.Folded(Reference, records), log)), ClosingData.Empty, null).Result();
    }
}
