using System.Buffers;
using System.Buffers.Text;
using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Patch;
using Settlement.Sandbox.Kubernetes.Registry;

namespace Settlement.Sandbox.Kubernetes.Requests.Lists;

/// <summary>Where the next page of a list begins.</summary>
/// <param name="Version">The version that all pages show; -1: the newest, whatever the pages before showed.</param>
/// <param name="Start">The first place that may be on the page, relative to what is listed.</param>
internal readonly record struct ContinueToken(long Version, string Start)
{
    public const long Newest = -1;
    private const string Form = "meta.k8s.io/v1";
    private const string Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    private static readonly SearchValues<char> Alphabet = SearchValues.Create(Digits);

    /// <summary>A token for what comes after a place.</summary>
    public static ContinueToken After(long version, string place) => new(version, place + "\0");

    public string Encode() => Base64Url.EncodeToString(ObjectForm.Serialize(new JsonObject { ["v"] = Form, ["rv"] = Version, ["start"] = Start }).Span);

    /// <exception cref="StatusException">400: it is no token.</exception>
    public static ContinueToken Decode(string text)
    {
        var value = Parse(Bytes(text));
        if (value.Text("v") is var form && form != Form)
        {
            throw Invalid($"server does not recognize this encoded version \"{form}\"");
        }

        var (version, start) = (value.Number("rv") ?? 0, value.Text("start") ?? "");
        if (version == 0)
        {
            throw Invalid($"incorrect encoded start resourceVersion (version {Form})");
        }

        return start.Length > 0 ? new ContinueToken(version, start) : throw Invalid($"encoded start key empty (version {Form})");
    }

    private static byte[] Bytes(string text)
    {
        var at = text.AsSpan().IndexOfAnyExcept(Alphabet);
        if (at >= 0 || text.Length % 4 == 1)
        {
            throw Invalid($"illegal base64 data at input byte {(at < 0 ? text.Length - 1 : at)}");
        }

        // Bits of the last character that belong to no byte do not matter.
        var mask = (text.Length % 4) switch { 2 => 0x30, 3 => 0x3c, _ => 0x3f };
        return text.Length == 0 ? [] : Base64Url.DecodeFromChars(text[..^1] + Digits[Digits.IndexOf(text[^1], StringComparison.Ordinal) & mask]);
    }

    private static JsonObject Parse(byte[] bytes)
    {
        if (JsonFault.Find(bytes) is { } fault)
        {
            throw Invalid(fault);
        }

        return JsonNode.Parse(bytes) as JsonObject ?? throw Invalid("json: cannot unmarshal it into Go value of type storage.continueToken");
    }

    private static StatusException Invalid(string why) => StatusException.BadRequest($"invalid continue token: continue key is not valid: {why}");
}
