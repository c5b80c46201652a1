using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.CustomResources;
using Settlement.Sandbox.Kubernetes.CustomResources.Definitions;
using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Schemas.Decoding;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Tests.CustomResources;

/// <summary>Bodies of the largest size that is taken must not cost the square of their size.</summary>
public sealed class LargeInputTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    [Fact]
    public void Unknown_members_by_the_hundred_thousand_are_pruned_soon()
    {
        var value = new JsonObject { ["spec"] = new JsonObject(Enumerable.Range(0, 200_000).Select(i => KeyValuePair.Create<string, JsonNode?>($"m{i}", 1))) };
        var unknown = new StrictErrors();
        var paths = new List<string>();

        Within(() =>
        {
            Pruning.Prune(value, StructuralSchema.Root(Schemas.Whole("""{"type":"object","properties":{"m7":{"type":"integer"}}}"""), new SchemaNode { Kind = SchemaKind.Any }), paths);
            paths.ForEach(unknown.Unknown);
        });

        Assert.Equal("""{"spec":{"m7":1}}""", value.ToJsonString());
        Assert.Equal(199_999, unknown.Warnings.Count());
    }

    [Fact]
    public void Keyed_list_of_many_elements_is_compared_soon()
    {
        var list = $"[{string.Join(',', Enumerable.Range(0, 60_000).Select(i => $"{{\"k\":\"{i}\",\"v\":1}}"))}]";
        const string Schema = """
            {"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["k"],
             "items":{"type":"object","properties":{"k":{"type":"string"},"v":{"type":"integer","minimum":2}}}}
            """;

        Within(() => Assert.Empty(Schemas.Errors(Schema, list, list)));
    }

    [Theory]
    [InlineData("(ab|cd)", 100_000)]
    [InlineData("(", 1_000_000)]
    [InlineData("(a|b", 900)]
    [InlineData("[a-z]", 100_000)]
    [InlineData("a{1000}", 100_000)]
    [InlineData("((a?){30})", 30_000)]
    public void Pattern_of_any_size_is_compiled_or_refused_soon(string part, int times)
    {
        var pattern = new StringBuilder().Insert(0, part, times).ToString();

        Within(() =>
        {
            try
            {
                Patterns.Matches(Patterns.Compile(pattern), "abcdabcd");
            }
            catch (ArgumentException)
            {
                // Refused: as good an end as any.
            }
        });
    }

    [Fact]
    public void Deep_schema_is_checked_to_the_bottom()
    {
        var schema = Schemas.Object("""{"type":"foo"}""");
        for (var i = 0; i < 100; i++)
        {
            schema = new JsonObject { ["type"] = "object", ["properties"] = new JsonObject { ["p"] = schema } };
        }

        var errors = new List<FieldError>();
        Within(() => SchemaRules.Check(schema, "s", errors));

        Assert.Single(errors);
    }

    private static void Within(Action action)
    {
        var watch = Stopwatch.StartNew();
        action();
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, Soon);
    }
}
