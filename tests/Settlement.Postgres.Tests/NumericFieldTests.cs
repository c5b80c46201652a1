using System.Globalization;
using System.Text;
using Settlement.Domain.Money;
using Settlement.Postgres.Tests.Support;
using Settlement.Postgres.Trades;

namespace Settlement.Postgres.Tests;

public sealed class NumericFieldTests(TestServer server)
{
    private static readonly string[] Edges =
    [
        "0", "0.0", "-0.1", "1", "-1", "9", "10000", "9999", "10000.0001", "0.0001", "0.00001", "0.000000001", "123456789.987654321",
        "9223372036854775807", "9223372036854775808", "-9223372036854775807", "922337203685477580.7", "9223372036854775.807", "1e18", "1e19", "1e30", "1e-20",
        "100000000000000000000", "1320.10000000000000000000000000000000000", "-13246.5", "5000", "0.5000", "99990000.9999",
    ];

    /// <summary>The reader of text is the reference: both ways into the system must agree on every number.</summary>
    [Fact]
    public async Task The_wire_form_is_read_as_its_text_is()
    {
        await using var source = await server.CreateMigratedAsync();
        var random = new Random(20131008);
        string[] texts = [.. Edges, .. Enumerable.Range(0, 2000).Select(_ => new decimal(random.Next(), random.Next(0, 1 << random.Next(1, 31)), 0, random.Next(2) == 0, (byte)random.Next(12)).ToString(CultureInfo.InvariantCulture))];
        await using var command = source.CreateCommand("select x::numeric::text, numeric_send(x::numeric) from unnest($1) x");
        command.Parameters.Add(new Npgsql.NpgsqlParameter { Value = texts });
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            var (text, wire) = (reader.GetString(0), reader.GetFieldValue<byte[]>(1));
            for (var scale = 0; scale <= 9; scale++)
            {
                var expected = ScaledText.Parse(Encoding.ASCII.GetBytes(text), scale, out var units);
                var actual = NumericField.Read(wire, scale, out var read);
                Assert.True((expected, units) == (actual, read) || IsBothRefused(expected, actual), $"{text} at scale {scale}: {actual} {read} instead of {expected} {units}");
            }
        }
    }

    [Theory]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("-Infinity")]
    public async Task What_is_no_number_is_refused(string text)
    {
        await using var source = await server.CreateMigratedAsync();

        var wire = await source.ScalarAsync<byte[]>($"select numeric_send('{text}'::numeric)");

        Assert.Equal(ScaledOutcome.NotANumber, NumericField.Read(wire, 4, out _));
    }

    /// <summary>A number that is both too large and too fine may be refused for either.</summary>
    private static bool IsBothRefused(ScaledOutcome a, ScaledOutcome b) => a is ScaledOutcome.TooFine or ScaledOutcome.TooLarge && b is ScaledOutcome.TooFine or ScaledOutcome.TooLarge;
}
