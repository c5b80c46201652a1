namespace Settlement.Operator.Compute.Read;

/// <summary>A trade file cannot be read; the message begins with the place in it.</summary>
internal sealed class TradeInputException(string message, Exception? inner = null) : Exception(message, inner);
