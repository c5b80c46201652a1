using System.Text.Json;

namespace Settlement.Sandbox.Kubernetes.Loops;

/// <summary>What garbage collection needs of an object's metadata.</summary>
internal sealed record ObjectHeader(string Uid, bool IsDeleting, IReadOnlyList<string> Finalizers, IReadOnlyList<OwnerReference> Owners)
{
    public const string Orphan = "orphan";
    public const string Foreground = "foregroundDeletion";

    /// <summary>Whether it is deleted, and waits for its dependents to be orphaned.</summary>
    public bool IsOrphaning => IsDeleting && Finalizers.Contains(Orphan);

    /// <summary>Whether it is deleted, and waits for its dependents to go first.</summary>
    public bool IsForeground => IsDeleting && Finalizers.Contains(Foreground);

    /// <summary>Reads no further than the metadata, which is near the front of every stored object.</summary>
    public static ObjectHeader Read(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = 256 });
        var (uid, deleting) = ("", false);
        List<string> finalizers = [];
        List<OwnerReference> owners = [];
        if (EnterMetadata(ref reader))
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("uid"u8))
                {
                    uid = Text(ref reader);
                }
                else if (reader.ValueTextEquals("deletionTimestamp"u8))
                {
                    deleting = Text(ref reader).Length > 0;
                }
                else if (reader.ValueTextEquals("finalizers"u8))
                {
                    ReadStrings(ref reader, finalizers);
                }
                else if (reader.ValueTextEquals("ownerReferences"u8))
                {
                    ReadOwners(ref reader, owners);
                }
                else
                {
                    reader.Skip();
                }
            }
        }

        return new ObjectHeader(uid, deleting, finalizers, owners);
    }

    private static bool EnterMetadata(ref Utf8JsonReader reader)
    {
        for (reader.Read(); reader.Read() && reader.TokenType == JsonTokenType.PropertyName; reader.Skip())
        {
            if (reader.ValueTextEquals("metadata"u8))
            {
                return reader.Read() && reader.TokenType == JsonTokenType.StartObject;
            }
        }

        return false;
    }

    /// <summary>The string that follows; empty for null.</summary>
    private static string Text(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType == JsonTokenType.String ? reader.GetString()! : "";
    }

    private static void ReadStrings(ref Utf8JsonReader reader, List<string> into)
    {
        reader.Read();
        while (reader.TokenType != JsonTokenType.Null && reader.Read() && reader.TokenType == JsonTokenType.String)
        {
            into.Add(reader.GetString()!);
        }
    }

    private static void ReadOwners(ref Utf8JsonReader reader, List<OwnerReference> into)
    {
        reader.Read();
        while (reader.TokenType != JsonTokenType.Null && reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            into.Add(OwnerReference.Read(ref reader));
        }
    }
}

/// <summary>Who an object belongs to.</summary>
/// <param name="ApiVersion">Group and version of the owner.</param>
/// <param name="Kind">Kind of the owner.</param>
/// <param name="Uid">What tells the owner from others of its name.</param>
/// <param name="Blocks">Whether an owner that is deleted in the foreground waits for this object.</param>
internal sealed record OwnerReference(string ApiVersion, string Kind, string Uid, bool Blocks)
{
    public string Group => ApiVersion.IndexOf('/', StringComparison.Ordinal) is >= 0 and var slash ? ApiVersion[..slash] : "";

    /// <summary>Reads from the start of the object to its end.</summary>
    public static OwnerReference Read(ref Utf8JsonReader reader)
    {
        var (apiVersion, kind, uid, blocks) = ("", "", "", false);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString();
            reader.Read();
            switch (name)
            {
                case "apiVersion":
                    apiVersion = reader.GetString() ?? "";
                    break;
                case "kind":
                    kind = reader.GetString() ?? "";
                    break;
                case "uid":
                    uid = reader.GetString() ?? "";
                    break;
                case "blockOwnerDeletion":
                    blocks = reader.TokenType == JsonTokenType.True;
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return new OwnerReference(apiVersion, kind, uid, blocks);
    }
}
