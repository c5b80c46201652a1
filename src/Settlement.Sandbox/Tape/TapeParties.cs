using System.Globalization;
using Settlement.Kafka.Wire;

namespace Settlement.Sandbox.Tape;

/// <summary>Draws the buyers and sellers that a public tape does not tell, repeatably.</summary>
internal sealed class TapeParties
{
    /// <summary>Clearing participants, P01 to P12.</summary>
    public const int Participants = 12;

    /// <summary>Accounts of each participant, A1 to A3.</summary>
    public const int AccountsEach = 3;

    private static readonly TradeLeg[] Legs = [.. Enumerable.Range(0, Participants * AccountsEach).Select(Leg)];
    private SplitMix64 _generator;

    /// <param name="seed">The same seed and trading day give the same parties.</param>
    /// <param name="tradingDay">The trading day of the tape.</param>
    public TapeParties(ulong seed, DateOnly tradingDay) => _generator = new SplitMix64(seed ^ ((ulong)tradingDay.DayNumber << 32));

    /// <summary>All accounts that may be drawn.</summary>
    public static IReadOnlyList<TradeLeg> All => Legs;

    /// <summary>The parties of the next trade: any two accounts, never the same one twice.</summary>
    public (TradeLeg Buyer, TradeLeg Seller) Draw()
    {
        var buyer = _generator.Below(Legs.Length);
        var seller = (buyer + 1 + _generator.Below(Legs.Length - 1)) % Legs.Length;
        return (Legs[buyer], Legs[seller]);
    }

    private static TradeLeg Leg(int index) => new(
        string.Create(CultureInfo.InvariantCulture, $"P{(index / AccountsEach) + 1:00}"),
        string.Create(CultureInfo.InvariantCulture, $"A{(index % AccountsEach) + 1}"));
}
