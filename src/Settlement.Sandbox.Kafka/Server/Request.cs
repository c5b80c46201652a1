using System.Buffers;
using Settlement.Sandbox.Kafka.Wire;

namespace Settlement.Sandbox.Kafka.Server;

/// <summary>
/// One request and the place for its reply. A handler may reply at once or later, from the actor; replies leave the connection in the order of the requests.
/// What the body refers to (record batches) is valid until the handler returns.
/// </summary>
internal sealed class Request(Connection connection, byte[] frame, ApiKey api, short version, int correlationId, string? clientId)
{
    private readonly TaskCompletionSource<WireWriter?> _reply = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private byte[]? _frame = frame;

    public Connection Connection { get; } = connection;

    public ApiKey Api { get; } = api;

    public short Version { get; } = version;

    public string? ClientId { get; } = clientId;

    /// <summary>What a fault does with the reply; the handler need not know.</summary>
    public ReplyFate Fate { get; set; }

    /// <summary>The reply, or null if there is none.</summary>
    public Task<WireWriter?> Reply => _reply.Task;

    public bool IsReplied => _reply.Task.IsCompleted;

    /// <summary>Writes the reply's body and sends it.</summary>
    public void Answer(Action<WireWriter> body)
    {
        var flexible = Apis.IsFlexible(Api, Version);
        var writer = new WireWriter(flexible);
        writer.Int32(correlationId);
        // Clients read the reply to ApiVersions before they know what the broker speaks.
        if (Api != ApiKey.ApiVersions)
        {
            writer.Tags();
        }

        body(writer);
        if (Fate != ReplyFate.Send)
        {
            if (Fate == ReplyFate.CloseInstead)
            {
                Connection.Abort();
            }

            writer.Dispose();
            NoAnswer();
            return;
        }

        if (!_reply.TrySetResult(writer))
        {
            writer.Dispose();
        }
    }

    /// <summary>There will be no reply: the client does not want one.</summary>
    public void NoAnswer() => _reply.TrySetResult(null);

    /// <summary>Gives the memory of the request back.</summary>
    public void ReleaseFrame()
    {
        if (Interlocked.Exchange(ref _frame, null) is { } rented)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }
}

/// <summary>What becomes of a reply.</summary>
internal enum ReplyFate
{
    Send,

    /// <summary>Nothing is sent, and the connection stays: the client runs into its time-out.</summary>
    Swallow,

    /// <summary>The connection is closed where the reply would be sent.</summary>
    CloseInstead,
}
