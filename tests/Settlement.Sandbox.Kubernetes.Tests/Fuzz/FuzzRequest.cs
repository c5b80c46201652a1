using System.Text;

namespace Settlement.Sandbox.Kubernetes.Tests.Fuzz;

/// <summary>One generated request, as the bytes that go over the wire.</summary>
/// <param name="What">Which kind of fault is in it.</param>
/// <param name="Method">HTTP method; empty for noise that is no HTTP.</param>
/// <param name="Target">Path and query.</param>
/// <param name="Bytes">Head and body.</param>
internal sealed record FuzzRequest(string What, string Method, string Target, byte[] Bytes)
{
    /// <summary>The only codes that are right; null: any that a request can be answered with.</summary>
    public int[]? Codes { get; init; }

    /// <summary>The client closes its side after the request, because the server may wait for more of it.</summary>
    public bool Closes { get; init; }

    /// <summary>Whether this asks for a stream without end if it is well-formed.</summary>
    public bool MayStream => Target.Contains("watch", StringComparison.OrdinalIgnoreCase) || Target.Contains("follow", StringComparison.Ordinal);

    /// <summary>The beginning, for people.</summary>
    public override string ToString() => $"{What}: {Encoding.Latin1.GetString(Bytes.AsSpan(0, Math.Min(Bytes.Length, 3000)))}";
}
