using Settlement.Sandbox.Kafka.Logs;

namespace Settlement.Sandbox.Kafka.Admin;

/// <summary>What became of one topic or setting.</summary>
internal readonly record struct AdminResult(ErrorCode Error, string? Message = null)
{
    public static readonly AdminResult Done = new(ErrorCode.None);
}

/// <summary>A topic, and what became of it.</summary>
internal readonly record struct TopicResult(string Name, AdminResult Result, Topic? Topic = null);
