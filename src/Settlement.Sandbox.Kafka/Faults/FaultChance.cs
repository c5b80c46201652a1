namespace Settlement.Sandbox.Kafka.Faults;

/// <summary>Lets a fault hit only some of the requests that it fits. The same seed and the same requests give the same hits.</summary>
/// <param name="Percent">How many of a hundred, from 0 to 100.</param>
/// <param name="Seed">The seed.</param>
public sealed record FaultChance(int Percent, int Seed);
