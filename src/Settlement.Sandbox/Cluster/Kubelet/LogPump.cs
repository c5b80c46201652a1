using System.Buffers;
using System.Globalization;
using System.Text;

namespace Settlement.Sandbox.Cluster.Kubelet;

/// <summary>Carries a container's output into its log, line by line, each with the time of its arrival.</summary>
internal static class LogPump
{
    /// <summary>Longer lines are cut into lines of this many bytes.</summary>
    public const int LongestLine = 64 * 1024;

    public static async Task RunAsync(Stream output, ContainerLog log, TimeProvider time, CancellationToken cancellationToken)
    {
        var chunk = new byte[16 * 1024];
        var line = new ArrayBufferWriter<byte>();
        var lines = new ArrayBufferWriter<byte>();
        try
        {
            int read;
            while ((read = await output.ReadAsync(chunk, cancellationToken)) > 0)
            {
                Split(chunk.AsSpan(0, read), line, lines, time.GetUtcNow());
                log.Append(lines.WrittenSpan);
                lines.ResetWrittenCount();
            }
        }
        catch (OperationCanceledException)
        {
            // The container is dead and somebody outside of it holds the pipe: what has arrived is the log.
        }

        if (line.WrittenCount > 0)
        {
            Emit(line, lines, time.GetUtcNow());
            log.Append(lines.WrittenSpan);
        }
    }

    private static void Split(ReadOnlySpan<byte> chunk, ArrayBufferWriter<byte> line, ArrayBufferWriter<byte> lines, DateTimeOffset now)
    {
        while (!chunk.IsEmpty)
        {
            var end = chunk.IndexOf((byte)'\n');
            var part = end < 0 ? chunk : chunk[..end];
            line.Write(part);
            if (end >= 0 || line.WrittenCount >= LongestLine)
            {
                Emit(line, lines, now);
            }

            chunk = end < 0 ? [] : chunk[(end + 1)..];
        }
    }

    private static void Emit(ArrayBufferWriter<byte> line, ArrayBufferWriter<byte> lines, DateTimeOffset now)
    {
        lines.Write(Encoding.ASCII.GetBytes(now.UtcDateTime.ToString("O", CultureInfo.InvariantCulture)));
        lines.Write(" "u8);
        lines.Write(line.WrittenSpan);
        lines.Write("\n"u8);
        line.ResetWrittenCount();
    }
}
