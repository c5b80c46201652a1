using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Apply;
using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Kinds.Metadata;
using Settlement.Sandbox.Kubernetes.Schemas;
using Settlement.Sandbox.Kubernetes.Storage;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Registry;

internal sealed partial class ObjectRegistry
{
    /// <summary>Characters of generated names, without those that make words or are mistaken for others.</summary>
    private const string NameCharacters = "bcdfghjklmnpqrstvwxz2456789";

    /// <summary>The longest prefix of a generated name: with five characters more it still fits into a label.</summary>
    private const int LongestPrefix = 58;

    /// <summary>How often a generated name is drawn when it is taken.</summary>
    private const int NameTries = 8;

    /// <summary>Stores a new object.</summary>
    /// <param name="type">Its kind.</param>
    /// <param name="ns">The namespace of the request; empty for a kind without.</param>
    /// <param name="value">The object; may be changed.</param>
    /// <param name="writer">Who writes.</param>
    /// <param name="tracked">Whether the object says already who owns which field.</param>
    /// <returns>The object as stored.</returns>
    /// <exception cref="StatusException">It is refused.</exception>
    public JsonObject Create(ResourceType type, string ns, JsonObject value, Writer writer, bool tracked = false)
    {
        if (type.Namespaced)
        {
            MatchNamespace(value, ns);
            RefuseEndingNamespace(type, ns, value.Name(), writer);
        }

        if (value.Object("metadata").Text("resourceVersion") is { Length: > 0 })
        {
            throw new StatusException(500, "", "resourceVersion should not be set on objects to be created");
        }

        if (tracked)
        {
            type.Strategy.DefaultApplied(value);
        }
        else
        {
            type.Strategy.Default(value);
        }

        BuiltInForm.Apply(value, type);
        if (!tracked)
        {
            ManagedFields.Update(type.IsCustom ? null : Empty(type), value, type.Schema, writer.Fields(type));
        }

        var generated = value.Name().Length == 0 && value.Object("metadata").Text("generateName") is { Length: > 0 };
        for (var tries = 0; ; tries++)
        {
            var attempt = generated ? value.DeepClone().AsObject() : value;
            SetSystemFields(type, ns, attempt, writer);
            PrepareNew(type, attempt, writer);
            var key = KeyOf(type, ns, attempt.Name());
            if (writer.DryRun ? store.Find(key) is null : Write(type, key, 0, attempt))
            {
                return attempt;
            }

            if (!generated || tries == NameTries)
            {
                throw Taken(type, key);
            }
        }
    }

    /// <summary>An object as it is before anybody wrote a field: typed objects have some that are never absent.</summary>
    private static JsonObject Empty(ResourceType type)
    {
        var empty = new JsonObject();
        BuiltInForm.Apply(empty, type);
        return empty;
    }

    /// <exception cref="StatusException">400: the object names another namespace than the request.</exception>
    public static void MatchNamespace(JsonObject value, string ns)
    {
        if (value.Namespace() is { Length: > 0 } own && own != ns)
        {
            throw StatusException.BadRequest("the namespace of the provided object does not match the namespace sent on the request");
        }
    }

    private StatusException Taken(ResourceType type, ObjectKey key)
    {
        var refusal = StatusException.AlreadyExists(type.Resource, key.Name);
        return store.Find(key)?.Parse().Metadata()["deletionTimestamp"] is null
            ? refusal
            : new StatusException(refusal.Code, refusal.Reason, $"object is being deleted: {refusal.Message}", refusal.Details);
    }

    private void RefuseEndingNamespace(ResourceType type, string ns, string name, Writer writer)
    {
        var namespaces = catalog.Get("", "namespaces");
        var value = Find(namespaces, "", ns) ?? throw StatusException.NotFound(namespaces.Resource, ns);
        if (value.Metadata()["deletionTimestamp"] is not null && writer.Scope.User != UserInfo.Server && type.Plural is not ("localsubjectaccessreviews" or "subjectaccessreviews"))
        {
            var refusal = StatusException.Forbidden(type.Resource, name, $"unable to create new content in namespace {ns} because it is being terminated");
            refusal.Details!["causes"] = new JsonArray(new JsonObject
            {
                ["reason"] = "NamespaceTerminating",
                ["message"] = $"namespace {ns} is being terminated",
                ["field"] = "metadata.namespace",
            });
            throw refusal;
        }
    }

    private static void SetSystemFields(ResourceType type, string ns, JsonObject value, Writer writer)
    {
        value["apiVersion"] = type.ApiVersion;
        value["kind"] = type.Kind;
        var metadata = value.Metadata();
        if (value.Name().Length == 0 && metadata.Text("generateName") is { Length: > 0 } prefix)
        {
            metadata["name"] = prefix[..Math.Min(prefix.Length, LongestPrefix)] + RandomNumberGenerator.GetString(NameCharacters, 5);
        }

        foreach (var name in (ReadOnlySpan<string>)["selfLink", "resourceVersion", "deletionTimestamp", "deletionGracePeriodSeconds", "generation"])
        {
            metadata.Remove(name);
        }

        if (type.Namespaced)
        {
            metadata["namespace"] = ns;
        }
        else
        {
            metadata.Remove("namespace");
        }

        metadata["uid"] = Guid.NewGuid().ToString();
        metadata["creationTimestamp"] = Stamp(writer.Scope.Now);
    }

    private static void PrepareNew(ResourceType type, JsonObject value, Writer writer)
    {
        if (type.HasStatus && !type.Strategy.KeepsStatusOnCreate)
        {
            value.Remove("status");
        }

        type.Strategy.PrepareForCreate(value, writer.Scope);
        BuiltInForm.Apply(value, type);
        if (type.Strategy.CountsGeneration(value, value) is not null)
        {
            value.Metadata()["generation"] = 1;
        }

        var errors = new List<FieldError>();
        ObjectMetadata.Validate(value, type, errors);
        type.Strategy.Validate(value, writer.Scope, errors);
        Refuse(type, value, errors);
    }

    private static void Refuse(ResourceType type, JsonObject value, List<FieldError> errors)
    {
        if (errors.Count > 0)
        {
            throw StatusException.Invalid(type.Group, type.Kind, value.Name(), errors);
        }
    }

    private bool Write(ResourceType type, ObjectKey key, long expected, JsonObject value) => store.Put(key, expected, version => Stored(type, value, version)) is not null;

    private static ReadOnlyMemory<byte> Stored(ResourceType type, JsonObject value, long version)
    {
        ObjectForm.SetVersion(value, version);
        return ObjectForm.Encode(type, value);
    }

    internal static string Stamp(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
