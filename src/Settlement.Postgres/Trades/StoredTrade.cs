using Settlement.Domain.Trades;

namespace Settlement.Postgres.Trades;

/// <summary>A row of the trade store, by names and exact decimals.</summary>
/// <param name="Market">MIC or the venue's own code.</param>
/// <param name="TradingDay">The trading day; not the calendar date of the execution.</param>
/// <param name="Kind">Trade or Bust.</param>
/// <param name="TradeId">The venue's id of the match, 1 to 36 printable ASCII characters.</param>
/// <param name="Instrument">Symbol.</param>
/// <param name="Price">Price.</param>
/// <param name="Quantity">Quantity in whole units; zero or more.</param>
/// <param name="ExecutedAt">Nanoseconds since 1970-01-01 UTC.</param>
/// <param name="Buyer">Who bought.</param>
/// <param name="Seller">Who sold.</param>
/// <param name="Correction">0 for the trade as it was made and for its bust; 1 and more for those that correct it under the same id.</param>
public sealed record StoredTrade(
    string Market,
    DateOnly TradingDay,
    TradeKind Kind,
    string TradeId,
    string Instrument,
    decimal Price,
    decimal Quantity,
    long ExecutedAt,
    StoredParty Buyer,
    StoredParty Seller,
    int Correction = 0);

/// <summary>One side of a stored trade.</summary>
/// <param name="Participant">Clearing participant.</param>
/// <param name="Account">Account there.</param>
/// <param name="Effect">Whether the leg opens or closes.</param>
public readonly record struct StoredParty(string Participant, string Account, PositionEffect Effect = PositionEffect.None);
