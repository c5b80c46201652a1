using Settlement.Domain.Book;
using Settlement.Domain.Reference;
using Settlement.Domain.Settle;

namespace Settlement.Operator.Compute;

/// <summary>A computed day: what it rests on and what came out.</summary>
/// <param name="Key">What was settled.</param>
/// <param name="Book">All partitions together.</param>
/// <param name="Closing">What came after the close.</param>
/// <param name="Outcome">Gates, and the result when all passed.</param>
/// <param name="Inputs">Name of the file or partition behind each partition of the book.</param>
internal sealed record ComputedDay(RunKey Key, DayBook Book, ClosingData Closing, DayCloseOutcome Outcome, IReadOnlyList<string> Inputs);
