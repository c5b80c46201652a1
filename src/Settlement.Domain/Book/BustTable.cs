using System.Runtime.InteropServices;
using Settlement.Domain.Trades;

namespace Settlement.Domain.Book;

/// <summary>
/// The busts of a day by trade id. Where busts of one id repeat the same economics they are one; where they do not, each is kept. Adding is
/// commutative. Grows with busts, not with trades.
/// </summary>
internal sealed class BustTable
{
    /// <summary>Smallest encoded size of a bust: an id of one byte, its terms, its number.</summary>
    private const int MinRowSize = 2 + (3 * sizeof(int)) + 2 + (3 * sizeof(long)) + sizeof(int);

    private readonly Dictionary<TradeId, List<Bust>> _busts = [];

    /// <summary>Busts of different id or economics.</summary>
    internal long Count { get; private set; }

    /// <summary>Records that said again what another one had said.</summary>
    internal long Repeated { get; private set; }

    /// <summary>Busts of one instrument, of different id or economics.</summary>
    internal long CountOf(int instrument) => _busts.Values.Sum(busts => (long)busts.Count(b => b.Terms.Instrument == instrument));

    internal bool Contains(in TradeId id) => _busts.ContainsKey(id);

    /// <summary>By trade id, then economics.</summary>
    internal IEnumerable<(TradeId Id, IReadOnlyList<Bust> Busts)> Sorted()
    {
        foreach (var (id, busts) in _busts.OrderBy(static b => b.Key))
            yield return (id, [.. busts.OrderBy(static b => b.Terms)]);
    }

    internal void Add(in TradeRecord record) => Add(in record.TradeId, TradeTerms.Of(in record), 1);

    internal void Add(BustTable other)
    {
        foreach (var (id, busts) in other._busts)
        {
            foreach (var bust in busts)
                Add(in id, bust.Terms, bust.Records);
        }
    }

    internal void Write(ImageWriter writer)
    {
        writer.Int(checked((int)Count));
        foreach (var (id, busts) in Sorted())
        {
            foreach (var (terms, records) in busts)
            {
                writer.ShortText(id.Span);
                writer.Int(terms.Instrument);
                writer.Int(terms.Buyer);
                writer.Int(terms.Seller);
                writer.Byte((byte)terms.BuyerEffect);
                writer.Byte((byte)terms.SellerEffect);
                writer.Long(terms.Price);
                writer.Long(terms.Quantity);
                writer.Long(terms.ExecutedAt);
                writer.Int(records);
            }
        }
    }

    internal void Read(ref ImageReader reader, int accounts, int instruments)
    {
        var count = reader.Count("number of busts", MinRowSize);
        for (var i = 0; i < count; i++)
        {
            ImageReader.Check(TradeId.TryCreate(reader.ShortText(), out var id), "the trade id of a bust");
            var terms = new TradeTerms(
                reader.Int(), reader.Int(), reader.Int(), (PositionEffect)reader.Byte(), (PositionEffect)reader.Byte(), reader.Long(), reader.NotNegative("a busted quantity"), reader.Long());
            ImageReader.Check(terms.Instrument >= 0 && terms.Instrument < instruments && terms.Buyer >= 0 && terms.Buyer < accounts && terms.Seller >= 0 && terms.Seller < accounts, "a bust");
            var records = reader.Int();
            ImageReader.Check(records > 0, "the number of a bust's records");
            Add(in id, terms, records);
        }

        ImageReader.Check(Count == count, "two equal busts");
    }

    private void Add(in TradeId id, TradeTerms terms, int records)
    {
        ref var busts = ref CollectionsMarshal.GetValueRefOrAddDefault(_busts, id, out _);
        busts ??= new List<Bust>(1);
        var index = busts.FindIndex(b => b.Terms == terms);
        if (index >= 0)
        {
            busts[index] = busts[index] with { Records = busts[index].Records + records };
            Repeated += records;
            return;
        }

        busts.Add(new Bust(terms, records));
        Count++;
        Repeated += records - 1;
    }
}

/// <summary>A bust.</summary>
/// <param name="Terms">What it says of the trade that it cancels.</param>
/// <param name="Records">How many records said so.</param>
internal readonly record struct Bust(TradeTerms Terms, int Records);
