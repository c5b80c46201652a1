namespace Settlement.Postgres.Migrate;

/// <summary>What a migration did.</summary>
/// <param name="Applied">Scripts applied now, in order; empty when the database was up to date.</param>
/// <param name="Total">Scripts that this version knows.</param>
public sealed record MigrationReport(IReadOnlyList<string> Applied, int Total);
