namespace Settlement.Domain.Book;

/// <summary>A book would grow beyond what it may hold. It has not changed; the input needs a person.</summary>
public sealed class BookLimitException(string message) : Exception(message);

/// <summary>An encoded book is damaged, of another version, or made under other reference data. Fold the partition anew.</summary>
public sealed class BookImageException(string message, Exception? inner = null) : Exception(message, inner);
