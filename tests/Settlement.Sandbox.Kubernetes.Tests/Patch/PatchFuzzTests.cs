using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Patch;
using Settlement.Sandbox.Kubernetes.Schemas;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Tests.Patch;

public sealed class PatchFuzzTests
{
    private const long Tries = 1_000;

    private static readonly SchemaNode Deployment = BuiltInSchemas.For("apps", "v1", "Deployment")!;
    private static readonly SchemaNode PodSpec = BuiltInSchemas.Type(BuiltInSchemas.Core + "PodSpec");

    [Fact]
    public void Any_bytes_as_a_patch_give_an_object_or_a_refusal()
    {
        Gen.Select(Documents.Object, Gen.OneOf(Documents.Damaged, Documents.Text.Select(Encoding.UTF8.GetBytes)), Gen.Byte.Array[0, 20]).Sample((live, patch, noise) =>
        {
            foreach (var bytes in (ReadOnlySpan<byte[]>)[patch, noise])
            {
                Answers(() => JsonPatch.Apply(live, bytes, []));
                Answers(() => MergePatch.Apply(live, bytes, []));
                Answers(() => StrategicMergePatch.Apply(live, bytes, Deployment, []));
                Answers(() => StrategicMergePatch.Apply(live, bytes, PodSpec, []));
            }
        }, iter: Tries);
    }

    [Fact]
    public void Any_operations_give_an_object_or_a_refusal_and_leave_the_live_object_alone()
    {
        var operation = Gen.Select(Gen.OneOf("add", "remove", "replace", "move", "copy", "test"), Path, Path, Documents.Text)
            .Select((op, path, from, value) => $$"""{"op":"{{op}}","path":"{{path}}","from":"{{from}}","value":{{value}}}""");
        Gen.Select(Documents.Object, operation.Array[1, 4]).Sample((live, operations) =>
        {
            var before = live.ToJsonString();
            Answers(() => JsonPatch.Apply(live, Encoding.UTF8.GetBytes($"[{string.Join(',', operations)}]"), []));
            return live.ToJsonString() == before;
        }, iter: Tries);
    }

    [Fact]
    public void What_a_JSON_patch_adds_it_can_remove()
    {
        Gen.Select(Documents.Object, Documents.Text).Sample((live, value) =>
        {
            live.Remove("new");
            var added = JsonPatch.Apply(live, Encoding.UTF8.GetBytes($$"""[{"op":"add","path":"/new","value":{{value}}}]"""), []);
            var removed = JsonPatch.Apply(added, """[{"op":"remove","path":"/new"}]"""u8, []);
            return added.ContainsKey("new") && JsonNode.DeepEquals(live, removed);
        }, iter: Tries);
    }

    [Fact]
    public void A_merge_patch_of_nothing_changes_nothing_and_one_without_nulls_is_twice_as_once()
    {
        Gen.Select(Documents.Object, Documents.Object).Sample((live, patch) =>
        {
            Directives.DropNulls(patch);
            var once = MergePatch.Merge(live, patch);
            return JsonNode.DeepEquals(live, MergePatch.Merge(live, [])) && JsonNode.DeepEquals(once, MergePatch.Merge(once, patch));
        }, iter: Tries);
    }

    [Fact]
    public void A_null_in_a_merge_patch_takes_a_member_away_and_leaves_the_others()
    {
        Gen.Select(Documents.Object, Documents.Text).Sample((live, value) =>
        {
            live.Remove("new");
            var with = live.DeepClone().AsObject();
            with["new"] = JsonNode.Parse(value);
            return JsonNode.DeepEquals(live, MergePatch.Merge(with, new JsonObject { ["new"] = null }));
        }, iter: Tries);
    }

    private static Gen<string> Path => Gen.OneOf("a", "b", "name", "spec", "containers", "0", "-1", "-", "9", "").Array[0, 3].Select(steps => string.Concat(steps.Select(s => "/" + s)));

    private static void Answers(Func<JsonObject> patch)
    {
        try
        {
            _ = patch().ToJsonString();
        }
        catch (StatusException e)
        {
            Assert.True(e.Code is 400 or 413 or 422 or 500, e.Message);
        }
    }
}
