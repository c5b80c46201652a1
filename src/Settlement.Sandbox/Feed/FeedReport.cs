namespace Settlement.Sandbox.Feed;

/// <summary>What a feeder has sent.</summary>
/// <param name="Trades">Trades and busts, each counted once, those in an open transaction included.</param>
/// <param name="Duplicates">Records that were sent a second time.</param>
/// <param name="AbortedRecords">Records of transactions that were aborted.</param>
/// <param name="Open">Trades that wait in the open transaction.</param>
/// <param name="Skipped">Trades that were left out.</param>
public sealed record FeedReport(int Trades, int Duplicates, int AbortedRecords, int Open, int Skipped);
