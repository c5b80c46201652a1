using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Settlement.Sandbox.Kubernetes.Access;

/// <summary>The last refused requests in memory, and all of them in a file if there is one (one JSON object per line, appended).</summary>
internal sealed class DeniedLog(TimeProvider time, string? file) : IDisposable
{
    private const int Kept = 1000;

    private static readonly JsonSerializerOptions Options = new(Json.Compact) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    private readonly Lock _lock = new();
    private readonly Queue<DeniedRequest> _last = new();
    private readonly FileStream? _file = file is null ? null : new FileStream(file, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);

    /// <summary>The last 1000, oldest first.</summary>
    public IReadOnlyList<DeniedRequest> Last
    {
        get
        {
            lock (_lock)
            {
                return [.. _last];
            }
        }
    }

    public static string Text(IReadOnlyList<DeniedRequest> requests) => JsonSerializer.Serialize(requests, Options);

    public void Add(DeniedRequest request)
    {
        var entry = request with { Time = time.GetUtcNow() };
        lock (_lock)
        {
            _last.Enqueue(entry);
            if (_last.Count > Kept)
            {
                _last.Dequeue();
            }

            _file?.Write(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(entry, Options) + "\n"));
            _file?.Flush();
        }
    }

    public void Clear()
    {
        lock (_lock)
        {
            _last.Clear();
        }
    }

    public void Dispose() => _file?.Dispose();
}
