namespace Settlement.Sandbox.Kafka.Faults;

/// <summary>What a fault does with a request.</summary>
public sealed record FaultAction
{
    private FaultAction(FaultKind kind) => Kind = kind;

    /// <summary>The request is not applied and never answered; the client runs into its time-out.</summary>
    public static FaultAction DropRequest { get; } = new(FaultKind.DropRequest);

    /// <summary>The request is applied, its reply is never sent; the client runs into its time-out.</summary>
    public static FaultAction DropReply { get; } = new(FaultKind.DropReply);

    /// <summary>The request is applied, and the connection closed instead of the reply.</summary>
    public static FaultAction CloseInsteadOfReply { get; } = new(FaultKind.CloseInsteadOfReply);

    /// <summary>The connection is closed and the request not applied.</summary>
    public static FaultAction CloseConnection { get; } = new(FaultKind.CloseConnection);

    /// <summary>The request is held back until <see cref="InjectedFault.Release"/>, and applied then even if its connection has gone.</summary>
    public static FaultAction Hold { get; } = new(FaultKind.Hold);

    /// <summary>The request is held back for a time, and applied then even if its connection has gone.</summary>
    public static FaultAction Delay(TimeSpan time) => new(FaultKind.Delay) { Time = time };

    /// <summary>The request is not applied; the error stands in its reply wherever an error can.</summary>
    public static FaultAction Answer(ErrorCode error) => new(FaultKind.Answer) { Error = error };

    internal FaultKind Kind { get; }

    internal TimeSpan Time { get; private init; }

    internal ErrorCode Error { get; private init; }

    /// <inheritdoc/>
    public override string ToString() => Kind switch
    {
        FaultKind.Delay => $"Delay {Time}",
        FaultKind.Answer => $"Answer {Error}",
        _ => Kind.ToString(),
    };
}

internal enum FaultKind
{
    DropRequest,
    DropReply,
    CloseInsteadOfReply,
    CloseConnection,
    Hold,
    Delay,
    Answer,
}
