namespace Settlement.Sandbox.Tape;

/// <summary>A trade as a public tape tells it: without id and parties.</summary>
internal readonly record struct TapeRow(string Instrument, DateOnly TradingDay, long ExecutedAt, decimal Price, decimal Quantity);
