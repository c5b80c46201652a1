using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Settlement.Sandbox.Kubernetes.Tests.Fuzz;

/// <summary>Spoils good documents. The result need not be JSON any more.</summary>
internal static partial class JsonMutation
{
    /// <summary>Puts odd values where others stood, and members where none were.</summary>
    public static string Values(JsonObject good, Random random)
    {
        var value = (JsonObject)good.DeepClone();
        var odd = new List<string>();
        for (var i = random.Next(1, 4); i > 0; i--)
        {
            Spoil(value, random, odd);
        }

        return Placeholder().Replace(value.ToJsonString(), match => odd[int.Parse(match.Groups[1].ValueSpan, System.Globalization.CultureInfo.InvariantCulture)]);
    }

    /// <summary>Cuts, doubles, drops and replaces bytes.</summary>
    public static byte[] Bytes(byte[] good, Random random)
    {
        var bytes = new List<byte>(good);
        for (var i = random.Next(1, 4); i > 0 && bytes.Count > 1; i--)
        {
            var at = random.Next(bytes.Count);
            var length = random.Next(1, Math.Min(bytes.Count - at, 20) + 1);
            switch (random.Next(5))
            {
                case 0: bytes.RemoveRange(at, bytes.Count - at); break;
                case 1: bytes.RemoveRange(at, length); break;
                case 2: bytes.InsertRange(at, bytes.GetRange(at, length)); break;
                case 3: bytes[at] = (byte)random.Next(256); break;
                default: bytes.InsertRange(at, random.Next(2) == 0 ? [0xc3, 0x28] : [0xed, 0xa0, 0x80, 0xff]); break;
            }
        }

        return [.. bytes];
    }

    private static void Spoil(JsonObject root, Random random, List<string> odd)
    {
        JsonNode at = root;
        while (true)
        {
            var children = at switch { JsonObject o => o.Count, JsonArray a => a.Count, _ => 0 };
            if (children == 0)
            {
                if (at is JsonObject empty)
                {
                    empty["added"] = Odd(random, odd);
                }

                return;
            }

            var index = random.Next(children);
            var child = at is JsonObject parent ? parent.GetAt(index).Value : at[index];
            if (child is null or JsonValue || random.Next(3) == 0)
            {
                Replace(at, index, random, odd);
                return;
            }

            at = child;
        }
    }

    private static void Replace(JsonNode parent, int index, Random random, List<string> odd)
    {
        if (parent is not JsonObject members)
        {
            parent[index] = Odd(random, odd);
            return;
        }

        var name = members.GetAt(index).Key;
        switch (random.Next(6))
        {
            case 0: members.Remove(name); break;
            case 1: members[random.Next(2) == 0 ? name.ToUpperInvariant() : name + "X"] = Odd(random, odd); break;
            default: members[name] = Odd(random, odd); break;
        }
    }

    private static JsonValue Odd(Random random, List<string> odd)
    {
        odd.Add(random.Next(500) == 0 ? Oddities.Nested[random.Next(Oddities.Nested.Length)] : Oddities.Values[random.Next(Oddities.Values.Length)]);
        return JsonValue.Create($"@@{odd.Count - 1}@@");
    }

    [GeneratedRegex("\"@@([0-9]+)@@\"")]
    private static partial Regex Placeholder();
}
