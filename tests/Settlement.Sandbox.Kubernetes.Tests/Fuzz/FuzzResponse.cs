using System.Text;

namespace Settlement.Sandbox.Kubernetes.Tests.Fuzz;

/// <summary>What came back.</summary>
/// <param name="Code">The status code; 0: the connection was closed without an answer.</param>
/// <param name="ContentType">The header, or empty.</param>
/// <param name="Closed">Whether the connection is of no more use.</param>
/// <param name="Body">The body; empty for streams, which are not read.</param>
internal sealed record FuzzResponse(int Code, string ContentType, bool Closed, ReadOnlyMemory<byte> Body)
{
    public static readonly FuzzResponse None = new(0, "", true, default);

    public string Text => Encoding.UTF8.GetString(Body.Span);
}
