using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Settlement.Sandbox.Cluster.Kubelet;

/// <summary>What a client asks of a log; the meaning is that of the API's PodLogOptions.</summary>
internal sealed record LogRequest(bool Follow, bool Previous, bool Timestamps, long? TailLines, DateTimeOffset? Since, long? LimitBytes);

/// <summary>Reads a container's log: what is there, then, when asked to follow, what comes until the container's run ends.</summary>
internal static class LogReader
{
    public static async Task CopyAsync(ContainerLog log, LogRequest request, Stream target, CancellationToken cancellationToken)
    {
        var left = request.LimitBytes ?? long.MaxValue;
        await foreach (var line in SelectAsync(log, request, cancellationToken))
        {
            byte[] text = [.. request.Timestamps ? line : line.AsSpan(EndOfTime(line) + 1), (byte)'\n'];
            var count = (int)Math.Min(left, text.Length);
            await target.WriteAsync(text.AsMemory(0, count), cancellationToken);
            if (request.Follow)
            {
                await target.FlushAsync(cancellationToken);
            }

            left -= count;
            if (left == 0)
            {
                return;
            }
        }
    }

    private static async IAsyncEnumerable<byte[]> SelectAsync(ContainerLog log, LogRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (files, rotations) = log.Open();
        var last = files[^1];
        try
        {
            foreach (var line in ReadExisting(files, request))
            {
                yield return line;
            }

            while (request.Follow)
            {
                // Both are taken before reading: what is written after them beats the pulse.
                var pulse = log.Pulse;
                var complete = log.IsComplete;
                var current = log.Rotations;
                while (last.ReadLine() is { } line)
                {
                    yield return line;
                }

                if (current != rotations)
                {
                    (files, rotations) = log.Open();
                    last.Dispose();
                    last = files[^1];
                    DisposeAllBut(last, files);
                }
                else if (complete)
                {
                    yield break;
                }
                else
                {
                    await pulse.WaitAsync(cancellationToken);
                }
            }
        }
        finally
        {
            last.Dispose();
            DisposeAllBut(last, files);
        }
    }

    private static Queue<byte[]> ReadExisting(IReadOnlyList<LogFile> files, LogRequest request)
    {
        var tail = new Queue<byte[]>();
        foreach (var file in files)
        {
            while (file.ReadLine() is { } line)
            {
                if (request.Since is { } since && TimeOf(line) < since)
                {
                    continue;
                }

                tail.Enqueue(line);
                if (tail.Count > (request.TailLines ?? long.MaxValue))
                {
                    tail.Dequeue();
                }
            }
        }

        return tail;
    }

    private static void DisposeAllBut(LogFile kept, IReadOnlyList<LogFile> files)
    {
        foreach (var file in files.Where(file => file != kept))
        {
            file.Dispose();
        }
    }

    private static int EndOfTime(byte[] line) => line.AsSpan().IndexOf((byte)' ');

    private static DateTimeOffset TimeOf(byte[] line) =>
        DateTimeOffset.Parse(Encoding.ASCII.GetString(line, 0, EndOfTime(line)), CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind);
}
