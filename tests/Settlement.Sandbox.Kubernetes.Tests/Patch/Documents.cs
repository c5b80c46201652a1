using System.Text;
using System.Text.Json.Nodes;
using CsCheck;

namespace Settlement.Sandbox.Kubernetes.Tests.Patch;

/// <summary>Generates JSON: documents of few names, so that patches meet what is there, and texts that are nearly JSON.</summary>
internal static class Documents
{
    private static readonly string[] Names =
        ["a", "b", "name", "spec", "containers", "ports", "containerPort", "env", "volumes", "finalizers", "metadata", "labels", "managedFields", "$patch", "$retainKeys", "$setElementOrder/containers",
         "$deleteFromPrimitiveList/finalizers", "op", "path", "from", "value", "", "/", "~1"];

    private static readonly Gen<string> Scalars =
        Gen.OneOf(
            Gen.OneOf("null", "true", "1", "-7", "2.5", "1e30", "\"a\"", "\"delete\"", "\"replace\"", "\"merge\"", "\"c1\"", "\"/a/0\"", "\"/a/-\"", "\"/spec/containers/-1\"", "\"add\"", "\"remove\"", "\"move\"", "\"copy\"", "\"test\"", "\"\""),
            Gen.Int[-3, 3].Select(i => i.ToString(System.Globalization.CultureInfo.InvariantCulture)));

    /// <summary>Any JSON text.</summary>
    public static Gen<string> Text { get; } = Value(3);

    /// <summary>The text of an object.</summary>
    public static Gen<string> ObjectText { get; } = Map(3);

    /// <summary>An object.</summary>
    public static Gen<JsonObject> Object { get; } = ObjectText.Select(text => JsonNode.Parse(text)!.AsObject());

    /// <summary>A text with some bytes changed, taken away or put in.</summary>
    public static Gen<byte[]> Damaged { get; } = Gen.Select(Text, Gen.Int[0, 1000], Gen.Byte, Gen.Int[0, 2]).Select((text, at, value, how) =>
    {
        var bytes = Encoding.UTF8.GetBytes(text).ToList();
        var place = bytes.Count == 0 ? 0 : at % bytes.Count;
        switch (how)
        {
            case 0 when bytes.Count > 0:
                bytes[place] = value;
                break;
            case 1 when bytes.Count > 0:
                bytes.RemoveRange(place, bytes.Count - place);
                break;
            default:
                bytes.Insert(place, value);
                break;
        }

        return bytes.ToArray();
    });

    private static Gen<string> Value(int depth) =>
        depth == 0 ? Scalars : Gen.OneOf(Scalars, Map(depth), Value(depth - 1).Array[0, 3].Select(items => $"[{string.Join(',', items)}]"));

    private static Gen<string> Map(int depth) =>
        Gen.Select(Gen.OneOf(Names), Value(depth - 1)).Array[0, 4].Select(members => $"{{{string.Join(',', members.DistinctBy(m => m.Item1).Select(m => $"{System.Text.Json.JsonSerializer.Serialize(m.Item1)}:{m.Item2}"))}}}");
}
