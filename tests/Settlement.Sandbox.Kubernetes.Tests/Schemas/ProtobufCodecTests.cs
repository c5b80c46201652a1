using System.Text;
using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Schemas;
using Settlement.Sandbox.Kubernetes.Schemas.Decoding;
using Settlement.Sandbox.Kubernetes.Schemas.Protobuf;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Tests.Schemas;

public sealed class ProtobufCodecTests
{
    private static readonly BodyType Config = BodyType.BuiltIn("", "v1", "ConfigMap");

    // Body (Latin-1) and the message of a real server.
    [Theory]
    [InlineData("", "the object provided is unrecognized (must be of type ConfigMap): empty data (<empty>)")]
    [InlineData("xx", "the object provided is unrecognized (must be of type ConfigMap): provided data does not appear to be a protobuf message, expected prefix [107 56 115 0] (7878)")]
    [InlineData("k8s\0garbage", "the object provided is unrecognized (must be of type ConfigMap): proto: illegal wireType 7 (6b38730067617262616765)")]
    [InlineData("k8s\0\n\x0f\n\x02v1\x12\tConfigMap\x12\x0b\n\x09" + "abcdefghi", "ConfigMap in version \"v1\" cannot be handled as a ConfigMap: proto: wrong wireType = 1 for field Annotations")]
    [InlineData("k8s\0\n\t\n\x02v1\x12\x03Pod\x12\x04\n\x02\n\0", "Pod in version \"v1\" cannot be handled as a ConfigMap: converting (v1.Pod) to (v1.ConfigMap): unknown conversion")]
    [InlineData("k8s\0\x12\xff\xff\xff\xff\x0f", "the object provided is unrecognized (must be of type ConfigMap): unexpected EOF (6b38730012ffffffff0f)")]
    public void Bytes_that_are_no_such_object_are_refused(string body, string message)
    {
        var refusal = Assert.Throws<StatusException>(() => BodyDecoder.Decode(Encoding.Latin1.GetBytes(body), BodyFormat.Protobuf, Config, null));
        Assert.Equal(400, refusal.Code);
        Assert.Equal(message, refusal.Message);
    }

    [Fact]
    public void A_custom_resource_in_Protobuf_is_an_unsupported_media_type()
    {
        var custom = new BodyType("g.example", "v1", "Thing", new SchemaNode { Kind = SchemaKind.Object }, IsCustom: true);
        Assert.Equal(415, Assert.Throws<StatusException>(() => BodyDecoder.Decode("k8s\0"u8, BodyFormat.Protobuf, custom, null)).Code);
    }

    [Fact]
    public void A_status_is_written_as_a_real_server_writes_it()
    {
        var status = StatusException.NotFound(new GroupResource("", "configmaps"), "nope").ToStatus();

        var encoded = ProtobufCodec.Encode(status, BuiltInSchemas.Status);

        Assert.Equal(
            "k8s\0\n\x0c\n\x02v1\x12\x06Status\x12U\n\x06\n\0\x12\0\x1a\0\x12\x07" + "Failure\x1a\x1b" + "configmaps \"nope\" not found\"\bNotFound*\x18\n\x04nope\x12\0\x1a\nconfigmaps(\0"
                + "2\0" + "0\x94\x03\x1a\0\"\0",
            Encoding.Latin1.GetString(encoded.Span));
    }

    [Fact]
    public void An_event_is_framed_by_its_length()
    {
        var lease = new JsonObject { ["apiVersion"] = "coordination.k8s.io/v1", ["kind"] = "Lease", ["metadata"] = new JsonObject { ["name"] = "l" } };
        var schema = BuiltInSchemas.For("coordination.k8s.io", "v1", "Lease")!;

        var frame = ProtobufCodec.EncodeEvent("ADDED", lease, schema).ToArray();

        Assert.Equal(frame.Length - 4, (frame[0] << 24) | (frame[1] << 16) | (frame[2] << 8) | frame[3]);
        Assert.Equal("\n\x05" + "ADDED\x12", Encoding.Latin1.GetString(frame.AsSpan(4, 8)));
        Assert.Equal(ProtobufCodec.Encode(lease, schema).ToArray(), frame[^ProtobufCodec.Encode(lease, schema).Length..]);
    }

    [Fact]
    public void Lists_of_strings_in_a_map_and_packed_numbers_are_read()
    {
        var review = (JsonObject)JsonNode.Parse(
            """{"kind":"SubjectAccessReview","apiVersion":"authorization.k8s.io/v1","spec":{"user":"u","extra":{"a":["x","y"],"b":[]}}}""")!;
        var type = BodyType.BuiltIn("authorization.k8s.io", "v1", "SubjectAccessReview");
        var decoded = BodyDecoder.Decode(ProtobufCodec.Encode(review, type.Schema).Span, BodyFormat.Protobuf, type, null);
        Assert.Equal("""{"a":["x","y"],"b":[]}""", decoded["spec"]!["extra"]!.ToJsonString());

        // spec.securityContext.supplementalGroups (2.14.4) as one packed field: 3 and 300.
        var pod = BodyDecoder.Decode("k8s\0\n\t\n\x02v1\x12\x03Pod\x12\x09\x12\x07\x72\x05\x22\x03\x03\xAC\x02".Bytes(), BodyFormat.Protobuf, BodyType.BuiltIn("", "v1", "Pod"), null);
        Assert.Equal("[3,300]", pod["spec"]!["securityContext"]!["supplementalGroups"]!.ToJsonString());
    }

    [Fact]
    public void Random_bytes_are_refused_or_read_but_never_fail_otherwise()
    {
        var type = BodyType.BuiltIn("apiextensions.k8s.io", "v1", "CustomResourceDefinition");
        var good = ProtobufCodec.Encode(
            (JsonObject)JsonNode.Parse("""{"spec":{"versions":[{"name":"v1","schema":{"openAPIV3Schema":{"items":{"type":"string"},"additionalProperties":true,"minimum":0.5,"default":{"a":1}}}}]}}""")!, type.Schema).ToArray();
        CsCheck.Check.Sample(CsCheck.Gen.Select(CsCheck.Gen.Int[0, good.Length - 1], CsCheck.Gen.Byte, CsCheck.Gen.Int[0, good.Length]), (at, by, length) =>
        {
            var bad = good[..Math.Max(4, length)];
            if (at >= 4 && at < bad.Length)
            {
                bad[at] = by;
            }

            try
            {
                BodyDecoder.Decode(bad, BodyFormat.Protobuf, type, null);
            }
            catch (StatusException refusal)
            {
                Assert.Equal(400, refusal.Code);
            }
        });
    }
}

file static class Latin
{
    public static byte[] Bytes(this string text) => Encoding.Latin1.GetBytes(text);
}
