using System.Buffers;
using System.Text;

namespace Settlement.Sandbox.Kubernetes;

/// <summary>Text as bytes.</summary>
internal static class Utf8
{
    public static void Write(IBufferWriter<byte> into, ReadOnlySpan<char> text) => Encoding.UTF8.GetBytes(text, into);
}
