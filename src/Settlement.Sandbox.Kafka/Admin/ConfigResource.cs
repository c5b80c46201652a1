namespace Settlement.Sandbox.Kafka.Admin;

/// <summary>What has settings, by the protocol's numbers.</summary>
internal enum ConfigResourceType : sbyte
{
    Topic = 2,
    Broker = 4,
}

/// <summary>One that has settings.</summary>
internal readonly record struct ConfigResource(sbyte Type, string Name);
