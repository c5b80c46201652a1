using Settlement.Domain.Book;
using Settlement.Domain.Reference;
using Settlement.Domain.Tests.Support;
using static Settlement.Domain.Tests.Support.Records;

namespace Settlement.Domain.Tests.Book;

public sealed class CodecTests
{
    private static readonly ReferenceData Reference = TestMarket.Mixed();
    private readonly PartitionBook _book = new(Reference, 3, 1000);

    public CodecTests()
    {
        var trade = Trade(1, 13250, 2);
        Books.FoldAll(
            _book, trade, Trade(2, 98_770, 150, 2, 3, 1), Trade(5, -25, 1, 4, 5, 2), trade, trade with { Quantity = 3 }, Bust(7, trade),
            trade.OnDay(-1), trade.OnDay(1), EndOfSession(9, 8, 12));
        _book.Advance(2000);
    }

    [Fact]
    public void Every_damaged_byte_is_refused()
    {
        var image = _book.Encode();
        for (var i = 0; i < image.Length; i++)
        {
            image[i] ^= 0x40;
            Assert.Throws<BookImageException>(() => PartitionBook.Decode(Reference, image));
            image[i] ^= 0x40;
        }
    }

    [Fact]
    public void Every_truncated_or_longer_image_is_refused()
    {
        var image = _book.Encode();
        for (var length = 0; length < image.Length; length++)
            Assert.Throws<BookImageException>(() => PartitionBook.Decode(Reference, image.AsSpan(0, length)));
        Assert.Throws<BookImageException>(() => PartitionBook.Decode(Reference, [.. image, 0]));
    }

    [Fact]
    public void Damage_with_a_matching_checksum_is_refused_or_gives_a_book_but_never_anything_else()
    {
        var image = _book.Encode();
        var content = image.AsSpan(0, image.Length - 32);
        for (var i = 0; i < content.Length; i++)
        {
            foreach (var flip in new byte[] { 0x01, 0x80, 0xFF })
            {
                content[i] ^= flip;
                System.Security.Cryptography.SHA256.HashData(content, image.AsSpan(content.Length));
                try
                {
                    Assert.NotNull(PartitionBook.Decode(Reference, image));
                }
                catch (BookImageException refusal)
                {
                    Assert.NotEmpty(refusal.Message);
                }

                content[i] ^= flip;
            }
        }
    }

    [Fact]
    public void Image_of_other_reference_data_is_refused_with_both_hashes()
    {
        var other = TestMarket.Of(TestMarket.Gold());
        var error = Assert.Throws<BookImageException>(() => PartitionBook.Decode(other, _book.Encode()));
        Assert.Contains(Reference.Hash, error.Message, StringComparison.Ordinal);
        Assert.Contains(other.Hash, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Decoded_book_is_the_same_book()
    {
        var decoded = PartitionBook.Decode(Reference, _book.Encode());
        Assert.Equal(_book.Encode(), decoded.Encode());
        Assert.Equal((3, 1000, 2000), (decoded.Partition, decoded.StartOffset, decoded.NextOffset));
        Assert.Equal(_book.Holes, decoded.Holes);
        Assert.Equal(_book.Conflicts, decoded.Conflicts);
        Assert.Equal(_book.LateTrades, decoded.LateTrades);
        Assert.Equal(_book.EndOfSession, decoded.EndOfSession);
        Assert.Equal(_book.FirstLaterDayOffset, decoded.FirstLaterDayOffset);
        Assert.Equal(_book.LastDayOffset, decoded.LastDayOffset);
        Assert.Equal(_book.TradedQuantity, decoded.TradedQuantity);
        Assert.Equal(FoldOutcome.Duplicate, decoded.Fold(2000, Trade(5, -25, 1, 4, 5, 2)));
    }

    [Fact]
    public void Book_of_many_positions_is_decoded_and_merged_like_a_small_one()
    {
        const int Accounts = 1000;
        var reference = new ReferenceData(
            TestMarket.Name, TestMarket.Day, [TestMarket.Gold()], TestMarket.Accounts(Accounts).OrderBy(static a => a.ToString(), StringComparer.Ordinal), []);
        var book = Books.Folded(reference, Enumerable.Range(1, 5000).Select(static i => Trade(i, 13_000 + (i % 50), i % 7, i % Accounts, i * 3 % Accounts)));
        var decoded = PartitionBook.Decode(reference, book.Encode());
        Assert.Equal(book.Encode(), decoded.Encode());
        var result = Books.Close(decoded).Result();
        Assert.Equal(Books.Close(book).Result().Digest, result.Digest);
        Assert.InRange(result.Positions.Count, Accounts - 10, Accounts);
    }
}
