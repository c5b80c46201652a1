namespace Settlement.Sandbox.Kafka.Wire;

/// <summary>Bytes that are no request of the protocol. Only their connection ends by it.</summary>
internal sealed class MalformedRequestException(string message) : Exception(message);
