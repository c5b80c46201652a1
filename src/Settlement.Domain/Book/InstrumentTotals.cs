using Settlement.Domain.Money;

namespace Settlement.Domain.Book;

/// <summary>What a source of trades says about a day and instrument, to be compared with another source.</summary>
/// <param name="Instrument">Symbol.</param>
/// <param name="Trades">Trades, those of zero quantity and the busted ones included.</param>
/// <param name="Quantity">Their quantity.</param>
/// <param name="Value">Σ price × quantity, without multiplier.</param>
/// <param name="Busts">Busts.</param>
/// <param name="BustedQuantity">Their quantity.</param>
/// <param name="BustedValue">Σ price × quantity of the busts, without multiplier.</param>
public sealed record InstrumentTotals(string Instrument, long Trades, Amount Quantity, Amount Value, long Busts, Amount BustedQuantity, Amount BustedValue);
