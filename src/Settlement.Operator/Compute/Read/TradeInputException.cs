namespace Settlement.Operator.Compute.Read;

/// <summary>A trade file cannot be read; the message goes on behind the file's name.</summary>
internal sealed class TradeInputException(string message, Exception? inner = null) : Exception(message, inner);
