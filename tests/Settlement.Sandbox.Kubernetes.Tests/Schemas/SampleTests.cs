using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Schemas;
using Settlement.Sandbox.Kubernetes.Schemas.Decoding;
using Settlement.Sandbox.Kubernetes.Schemas.Protobuf;

namespace Settlement.Sandbox.Kubernetes.Tests.Schemas;

/// <summary>
/// Objects as a real server answered them, one of each built-in kind: a line of <c>samples.txt</c> is the SHA-256 of the Protobuf answer and the JSON answer.
/// </summary>
public sealed class SampleTests
{
    public static TheoryData<string> Kinds => [.. Samples.Keys];

    private static readonly Dictionary<string, (string Sha, string Text)> Samples = Load();

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Protobuf_is_that_of_a_real_server_byte_for_byte(string kind)
    {
        var (sha, text) = Samples[kind];
        var value = (JsonObject)JsonNode.Parse(text)!;

        var encoded = ProtobufCodec.Encode(value, TypeOf(value).Schema);

        Assert.Equal(sha, Convert.ToHexStringLower(SHA256.HashData(encoded.Span)));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Protobuf_decodes_to_the_same_object(string kind)
    {
        var value = (JsonObject)JsonNode.Parse(Samples[kind].Text)!;
        var type = TypeOf(value);
        var encoded = ProtobufCodec.Encode(value, type.Schema);

        var decoded = BodyDecoder.Decode(encoded.Span, BodyFormat.Protobuf, type, null);

        BuiltInForm.Apply(decoded, type.Schema);
        // Protobuf has no place for the kind of an object within an object; defaults set it again.
        var expected = kind == "StatefulSet" ? Samples[kind].Text.Replace("\"kind\":\"PersistentVolumeClaim\",\"apiVersion\":\"v1\",", "", StringComparison.Ordinal) : Samples[kind].Text;
        Assert.Equal(expected, decoded.ToJsonString(Json.Compact));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Members_in_any_order_get_the_order_of_a_real_server_and_its_empty_fields(string kind)
    {
        var value = JsonNode.Parse(Samples[kind].Text)!;
        var type = TypeOf((JsonObject)value);
        var shuffled = Mix(value, type.Schema.TypeName!)!;

        var decoded = BodyDecoder.Decode(Encoding.UTF8.GetBytes(shuffled.ToJsonString()), BodyFormat.Json, type, null);

        BuiltInForm.Apply(decoded, type.Schema);
        Assert.Equal(Samples[kind].Text, decoded.ToJsonString(Json.Compact));
    }

    [Fact]
    public void Strict_decoding_finds_nothing_in_what_a_real_server_answers()
    {
        var strict = new StrictErrors();
        Assert.All(Samples.Values, sample => BodyDecoder.Decode(Encoding.UTF8.GetBytes(sample.Text), BodyFormat.Json, TypeOf((JsonObject)JsonNode.Parse(sample.Text)!), strict));
        Assert.Empty(strict.Warnings);
    }

    /// <summary>Turns objects around and drops what is empty, except in JSON without a type and where an empty object says something.</summary>
    private static JsonNode? Mix(JsonNode? value, string at) => value switch
    {
        JsonObject members when at is "fieldsV1" or "data" => members.DeepClone(),
        JsonObject members => new JsonObject(members.Reverse().Where(m => m.Value is not null and not JsonObject { Count: 0 } || at is "spec" or "ingress")
            .Select(m => new KeyValuePair<string, JsonNode?>(m.Key, Mix(m.Value, m.Key)))),
        JsonArray list => new JsonArray([.. list.Select(i => Mix(i, at))]),
        _ => value?.DeepClone(),
    };

    private static BodyType TypeOf(JsonObject value)
    {
        var apiVersion = value.Text("apiVersion")!.Split('/');
        return BodyType.BuiltIn(apiVersion.Length == 1 ? "" : apiVersion[0], apiVersion[^1], value.Text("kind")!);
    }

    private static Dictionary<string, (string Sha, string Text)> Load()
    {
        using var reader = new StreamReader(typeof(SampleTests).Assembly.GetManifestResourceStream("samples.txt")!);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => (line[..64], line[65..]))
            .ToDictionary(sample => JsonDocument.Parse(sample.Item2).RootElement.GetProperty("kind").GetString()!, sample => sample);
    }
}
