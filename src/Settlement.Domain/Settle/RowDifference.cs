namespace Settlement.Domain.Settle;

/// <summary>One figure in which a revision differs from the result before it.</summary>
/// <param name="Kind">Kind of the row, as the canonical rows name it: <c>run</c>, <c>price</c>, <c>position</c>, <c>journal</c> and so on.</param>
/// <param name="Key">The row's key fields, separated by '|', as the canonical rows write them; empty for the run line.</param>
/// <param name="Column">Name of the figure, as the canonical rows name it.</param>
/// <param name="Before">Its text in the result before; null when the row was not there.</param>
/// <param name="After">Its text in the revision; null when the row is gone.</param>
public sealed record RowDifference(string Kind, string Key, string Column, string? Before, string? After);

/// <summary>What a revision changes.</summary>
/// <param name="Before">The result that it takes the place of: the last one before it that was not rejected.</param>
/// <param name="BeforeDigest">Digest of that result.</param>
/// <param name="Rows">Every figure that differs, in the order of the canonical rows; empty when the results agree.</param>
public sealed record RevisionDifference(RunKey Before, string BeforeDigest, IReadOnlyList<RowDifference> Rows);
