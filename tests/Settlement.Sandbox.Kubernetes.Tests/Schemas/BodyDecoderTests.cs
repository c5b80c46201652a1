using System.Text;
using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Schemas.Decoding;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Tests.Schemas;

public sealed class BodyDecoderTests
{
    private const string Config = """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"}""";
    private const string Pod = """{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a"},"spec":""";
    private const string Unrecognized = "the object provided is unrecognized (must be of type ConfigMap): ";

    private static readonly BodyType Custom = new(
        "settlement.marketclose.io", "v1alpha1", "SettlementRun", new SchemaNode { Kind = SchemaKind.Object, KeepsUnknown = true }, IsCustom: true);

    // What a real server answers, word for word.
    [Theory]
    [InlineData("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"}""", "couldn't get version/kind; json parse error: unexpected end of JSON input ({\"apiVersion\":\"v1\",\"kind\":\"Con ...)")]
    [InlineData("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"}} x""", "couldn't get version/kind; json parse error: invalid character 'x' after top-level value ({\"apiVersion\":\"v1\",\"kind\":\"Con ...)")]
    [InlineData("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a",}}""", "couldn't get version/kind; json parse error: invalid character '}' looking for beginning of object key string ({\"apiVersion\":\"v1\",\"kind\":\"Con ...)")]
    [InlineData("[]", """couldn't get version/kind; json parse error: json: cannot unmarshal array into Go value of type struct { APIVersion string "json:\"apiVersion,omitempty\""; Kind string "json:\"kind,omitempty\"" } (5b5d)""")]
    [InlineData("", "couldn't get version/kind; json parse error: unexpected end of JSON input (<empty>)")]
    [InlineData("""{"apiVersion":"v1","kind":5}""", """couldn't get version/kind; json parse error: json: cannot unmarshal number into Go struct field .kind of type string ({"apiVersion":"v1","kind":5})""")]
    [InlineData("""{"apiVersion":"a/b/c"}""", """unexpected GroupVersion string: a/b/c ({"apiVersion":"a/b/c"})""")]
    public void A_body_that_is_no_object_is_refused_with_its_beginning(string body, string message) =>
        Assert.Equal(Unrecognized + message, Refused(body, BodyType.BuiltIn("", "v1", "ConfigMap")));

    [Theory]
    [InlineData(Config + ""","data":{"a":1}}""", "ConfigMap.data of type string", "number")]
    [InlineData(Config + ""","data":["a"]}""", "ConfigMap.data of type map[string]string", "array")]
    [InlineData(Config + ""","binaryData":{"a":7}}""", "ConfigMap.binaryData of type []uint8", "number")]
    [InlineData("""{"metadata":{"labels":{"a":1}}}""", "ObjectMeta.metadata.labels of type string", "number")]
    [InlineData("""{"metadata":{"generation":1.0}}""", "ObjectMeta.metadata.generation of type int64", "number 1.0")]
    [InlineData("""{"metadata":{"generation":99999999999999999999}}""", "ObjectMeta.metadata.generation of type int64", "number 99999999999999999999")]
    [InlineData("""{"metadata":{"creationTimestamp":5}}""", "ObjectMeta.metadata.creationTimestamp of type string", "number")]
    [InlineData("""{"metadata":[]}""", "ConfigMap.metadata of type v1.ObjectMeta", "array")]
    public void A_value_of_the_wrong_type_is_refused_with_its_place(string body, string place, string what) => Assert.Equal(
        $"ConfigMap in version \"v1\" cannot be handled as a ConfigMap: json: cannot unmarshal {what} into Go struct field {place}", Refused(body, BodyType.BuiltIn("", "v1", "ConfigMap")));

    [Theory]
    [InlineData("""{"containers":[{"imagePullPolicy":5}]}""", "json: cannot unmarshal number into Go struct field Container.spec.containers.imagePullPolicy of type v1.PullPolicy")]
    [InlineData("""{"containers":[{"ports":{}}]}""", "json: cannot unmarshal object into Go struct field Container.spec.containers.ports of type []v1.ContainerPort")]
    [InlineData("""{"containers":[1]}""", "json: cannot unmarshal number into Go struct field PodSpec.spec.containers of type v1.Container")]
    [InlineData("""{"containers":[{"resources":{"limits":{"cpu":"x"}}}]}""", "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'")]
    [InlineData("""{"containers":[{"livenessProbe":{"httpGet":{"port":1.5}}}]}""", "json: cannot unmarshal number 1.5 into Go struct field HTTPGetAction.spec.containers.livenessProbe.ProbeHandler.httpGet.port of type int32")]
    [InlineData("""{"volumes":[{"emptyDir":5}]}""", "json: cannot unmarshal number into Go struct field Volume.spec.volumes.VolumeSource.emptyDir of type v1.EmptyDirVolumeSource")]
    [InlineData("""{"terminationGracePeriodSeconds":"5","hostNetwork":"yes"}""", "json: cannot unmarshal string into Go struct field PodSpec.spec.terminationGracePeriodSeconds of type int64")]
    public void The_first_wrong_value_of_a_pod_is_told(string spec, string message) =>
        Assert.Equal("Pod in version \"v1\" cannot be handled as a Pod: " + message, Refused(Pod + spec + "}", BodyType.BuiltIn("", "v1", "Pod")));

    [Theory]
    [InlineData("yesterday", "cannot parse \"yesterday\" as \"2006\"")]
    [InlineData("2020-13-01T00:00:00Z", null)]
    [InlineData("2020-01-01T00:00:00", "cannot parse \"\" as \"Z07:00\"")]
    public void A_time_is_refused_with_what_cannot_be_read(string time, string? rest)
    {
        var message = Refused($$$"""{"metadata":{"creationTimestamp":"{{{time}}}"}}""", BodyType.BuiltIn("", "v1", "ConfigMap"));
        Assert.EndsWith(rest is null ? $"parsing time \"{time}\": month out of range" : $"parsing time \"{time}\" as \"2006-01-02T15:04:05Z07:00\": {rest}", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Zm9", 0)]
    [InlineData("Zm9=Zm9v", 4)]
    [InlineData("Zm9_", 3)]
    [InlineData("!!", 0)]
    public void Bytes_are_refused_with_the_position_of_what_is_no_base64(string text, int at) =>
        Assert.EndsWith($": illegal base64 data at input byte {at}", Refused($$$"""{"data":{"a":"{{{text}}}"}}""", BodyType.BuiltIn("", "v1", "Secret")), StringComparison.Ordinal);

    [Fact]
    public void Another_kind_is_refused_as_such()
    {
        var config = BodyType.BuiltIn("", "v1", "ConfigMap");
        Assert.Equal("Pod in version \"v1\" cannot be handled as a ConfigMap: converting (v1.Pod) to (v1.ConfigMap): unknown conversion", Refused("""{"apiVersion":"v1","kind":"Pod"}""", config));
        Assert.Equal(
            "ConfigMap in version \"v2\" cannot be handled as a ConfigMap: no kind \"ConfigMap\" is registered for version \"v2\" in scheme \"pkg/runtime/scheme.go:111\"",
            Refused("""{"apiVersion":"v2","kind":"ConfigMap"}""", config));
    }

    [Fact]
    public void Nesting_without_end_is_refused() =>
        Assert.Contains("exceeded max depth", Refused(new string('[', 100_000), BodyType.BuiltIn("", "v1", "ConfigMap")), StringComparison.Ordinal);

    [Fact]
    public void Unknown_and_duplicate_fields_of_a_built_in_kind_are_told_in_the_order_of_the_body()
    {
        var (_, strict) = Decoded(
            Pod + """{"containers":[{"name":"a","Name":"c","bogus":1,"bogus":2,"image":"b","image":"c","env":[{"nme":"y"}]}],"nodeSelector":{"a":"b","a":"c"}},"SPEC":{},"spec":{"containers":[{"bogus":2}]}}""",
            BodyType.BuiltIn("", "v1", "Pod"));

        Assert.Equal(
            [
                "unknown field \"spec.containers[0].Name\"", "unknown field \"spec.containers[0].bogus\"", "duplicate field \"spec.containers[0].image\"", "unknown field \"spec.containers[0].env[0].nme\"",
                "duplicate field \"spec.nodeSelector.a\"", "unknown field \"SPEC\"", "duplicate field \"spec\"",
            ],
            strict.Warnings);
        Assert.StartsWith("strict decoding error: unknown field \"spec.containers[0].Name\", unknown", strict.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Duplicates_of_a_custom_resource_come_first_then_unknown_metadata_in_sorted_order()
    {
        var (value, strict) = Decoded(
            """{"apiVersion":"settlement.marketclose.io/v1alpha1","kind":"SettlementRun","zz":1.0,"metadata":{"name":"x","foo":1,"bar":{},"name":"y"},"aa":{"k":1,"k":2}}""", Custom);

        Assert.Equal(["duplicate field \"metadata.name\"", "duplicate field \"aa.k\"", "unknown field \"metadata.bar\"", "unknown field \"metadata.foo\""], strict.Warnings);
        Assert.Equal("""{"aa":{"k":2},"apiVersion":"settlement.marketclose.io/v1alpha1","kind":"SettlementRun","metadata":{"name":"y"},"zz":1.0}""", value.ToJsonString());
    }

    [Theory]
    [InlineData("""{"apiVersion":"settlement.marketclose.io/v1","kind":"SettlementRun","spec":{}}""", "the API version in the data (settlement.marketclose.io/v1) does not match the expected API version (settlement.marketclose.io/v1alpha1)")]
    [InlineData("null", "the object provided is unrecognized (must be of type SettlementRun): Object 'Kind' is missing in 'null' (6e756c6c)")]
    [InlineData("""{"apiVersion":"settlement.marketclose.io/v1alpha1","kind":"SettlementRun","metadata":"text"}""", "SettlementRun in version \"v1alpha1\" cannot be handled as a SettlementRun: json: cannot unmarshal string into Go value of type v1.ObjectMeta")]
    [InlineData("""{"apiVersion":"settlement.marketclose.io/v1alpha1","kind":"SettlementRun","metadata":{"labels":{"a":1}}}""", "SettlementRun in version \"v1alpha1\" cannot be handled as a SettlementRun: json: cannot unmarshal number into Go struct field ObjectMeta.labels of type string")]
    public void A_custom_resource_is_refused_in_the_words_of_a_real_server(string body, string message) => Assert.Equal(message, Refused(body, Custom));

    [Fact]
    public void Yaml_is_read_by_the_rules_of_version_1_1()
    {
        var (value, strict) = Decoded(
            """
            apiVersion: settlement.marketclose.io/v1alpha1
            kind: SettlementRun
            metadata: {name: x, name: z}
            spec:
              on: [yes, No, ~, 010, 0x1F, 1_000, 1e3, .5, 2001-01-01, "yes", 12:30:45, 0o17, +3, 1.20]
              base: &base {a: 1, b: 2}
              merged: {<<: *base, b: 3}
              1: one
            ---
            ignored: true
            """,
            Custom,
            BodyFormat.Yaml);

        Assert.Equal(
            """{"1":"one","base":{"a":1,"b":2},"merged":{"a":1,"b":3},"true":[true,false,null,8,31,1000,1000,0.5,"2001-01-01","yes","12:30:45",15,3,1.2]}""",
            value["spec"]!.ToJsonString());
        Assert.Equal(["line 3: key \"name\" already set in map"], strict.Warnings);
        Assert.Equal("strict decoding error: yaml: unmarshal errors:\n  line 3: key \"name\" already set in map", strict.Message);
    }

    [Fact]
    public void A_body_of_the_wrong_type_is_not_warned_of()
    {
        var strict = new StrictErrors();
        Assert.Throws<StatusException>(() => BodyDecoder.Decode("""{"foo":1,"data":[]}"""u8, BodyFormat.Json, BodyType.BuiltIn("", "v1", "ConfigMap"), strict));
        Assert.Empty(strict.Warnings);
    }

    [Fact]
    public void A_key_that_is_no_string_is_told_without_quotes()
    {
        var (_, strict) = Decoded("data: {yes: a, on: b}", BodyType.BuiltIn("", "v1", "ConfigMap"), BodyFormat.Yaml);
        Assert.Equal(["line 1: key true already set in map"], strict.Warnings);
    }

    [Theory]
    [InlineData("data: {a: @x}", "yaml: line 1: found character that cannot start any token (646174613a207b613a2040787d)")]
    [InlineData("a: *b", "yaml: unknown anchor 'b' referenced (613a202a62)")]
    [InlineData("a: .inf", "json: unsupported value: +Inf (613a202e696e66)")]
    [InlineData("hello", """couldn't get version/kind; json parse error: json: cannot unmarshal string into Go value of type struct { APIVersion string "json:\"apiVersion,omitempty\""; Kind string "json:\"kind,omitempty\"" } (68656c6c6f)""")]
    public void Yaml_without_meaning_in_JSON_is_refused(string body, string message) =>
        Assert.Equal(Unrecognized + message, Refused(body, BodyType.BuiltIn("", "v1", "ConfigMap"), BodyFormat.Yaml));

    [Fact]
    public void Aliases_that_blow_up_are_refused()
    {
        var text = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
        for (var i = 1; i < 9; i++)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"a{i}: &a{i} [{string.Join(",", Enumerable.Repeat($"*a{i - 1}", 10))}]\n");
        }

        Assert.Contains("excessive aliasing", Refused(text.ToString(), Custom, BodyFormat.Yaml), StringComparison.Ordinal);
    }

    [Fact]
    public void Times_quantities_and_bytes_get_the_form_in_which_they_are_stored()
    {
        var (pod, _) = Decoded(
            """{"metadata":{"creationTimestamp":"2020-01-01T02:00:00.5+02:00","labels":null},"spec":{"containers":[{"resources":{"limits":{"cpu":0.5,"memory":"1024Mi","x":"1e3","y":"0.1Ki","z":null}}}]}}""",
            BodyType.BuiltIn("", "v1", "Pod"));
        Assert.Equal("""{"creationTimestamp":"2020-01-01T00:00:00Z"}""", pod["metadata"]!.ToJsonString());
        Assert.Equal("""{"cpu":"500m","memory":"1Gi","x":"1e3","y":"102400m","z":"0"}""", pod["spec"]!["containers"]![0]!["resources"]!["limits"]!.ToJsonString());

        var (lease, _) = Decoded("""{"spec":{"renewTime":"2020-01-01T00:00:00.123456Z"}}""", BodyType.BuiltIn("coordination.k8s.io", "v1", "Lease"));
        Assert.Equal("2020-01-01T00:00:00.123456Z", (string?)lease["spec"]!["renewTime"]);
        Assert.Contains("cannot parse \"Z\" as \".000000\"", Refused("""{"spec":{"renewTime":"2020-01-01T00:00:00Z"}}""", BodyType.BuiltIn("coordination.k8s.io", "v1", "Lease")), StringComparison.Ordinal);

        var (secret, _) = Decoded("""{"data":{"a":"Zm9v\nZm9v"}}""", BodyType.BuiltIn("", "v1", "Secret"));
        Assert.Equal("Zm9vZm9v", (string?)secret["data"]!["a"]);
    }

    [Theory]
    [InlineData("1000m", "1")]
    [InlineData("1500", "1500")]
    [InlineData("1000", "1k")]
    [InlineData("0.0000000001", "1n")]
    [InlineData("1.5Gi", "1536Mi")]
    [InlineData("512Ki", "512Ki")]
    [InlineData("0Mi", "0")]
    [InlineData("-2Ki", "-2Ki")]
    [InlineData("12E", "9223372036854775807")]
    [InlineData("10e2", "1e3")]
    public void Quantities_have_one_form(string text, string canonical) => Assert.Equal(canonical, Quantity.Canonical(text));

    // What a real server answers to a strategic merge patch and to a merge patch of a Deployment.
    [Theory]
    [InlineData("""{"spec":{"replicas":"x"}}""", "unrecognized type: int32", "json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32")]
    [InlineData("""{"spec":{"replicas":1.5}}""", "cannot convert float64 to int32", "json: cannot unmarshal number 1.5 into Go struct field DeploymentSpec.spec.replicas of type int32")]
    [InlineData("""{"spec":{"template":5}}""", "cannot restore struct from: int64", "json: cannot unmarshal number into Go struct field DeploymentSpec.spec.template of type v1.PodTemplateSpec")]
    [InlineData("""{"metadata":{"labels":["x"]}}""", "cannot restore map from slice", "json: cannot unmarshal array into Go struct field ObjectMeta.metadata.labels of type map[string]string")]
    [InlineData("""{"metadata":{"name":1}}""", "cannot convert int64 to string", "json: cannot unmarshal number into Go struct field ObjectMeta.metadata.name of type string")]
    [InlineData("""{"kind":"Pod"}""", "no kind \"Pod\" is registered for version \"apps/v1\" in scheme \"pkg/runtime/scheme.go:111\"", null)]
    [InlineData("""{"apiVersion":"v1","kind":"Pod"}""", "converting (v1.Pod) to (v1.Deployment): unknown conversion", null)]
    public void A_patched_object_is_refused_in_the_words_of_the_way_it_went(string patched, string strategic, string? json)
    {
        var wrong = Assert.Throws<TypeMismatchException>(() => BodyDecoder.Retype((JsonObject)JsonNode.Parse(patched)!, BodyType.BuiltIn("apps", "v1", "Deployment"), null));
        Assert.Equal(strategic, wrong.Unconvertible);
        Assert.Equal(json ?? strategic, wrong.Message);
    }

    private static (JsonObject Value, StrictErrors Strict) Decoded(string body, BodyType type, BodyFormat format = BodyFormat.Json)
    {
        var strict = new StrictErrors();
        return (BodyDecoder.Decode(Encoding.UTF8.GetBytes(body), format, type, strict), strict);
    }

    private static string Refused(string body, BodyType type, BodyFormat format = BodyFormat.Json)
    {
        var refusal = Assert.Throws<StatusException>(() => Decoded(body, type, format));
        Assert.Equal((400, "BadRequest"), (refusal.Code, refusal.Reason));
        return refusal.Message;
    }
}
