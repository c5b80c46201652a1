using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Patch;
using Settlement.Sandbox.Kubernetes.Registry;
using Settlement.Sandbox.Kubernetes.Schemas.Decoding;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Requests.Writes;

/// <summary>Patches that are no apply: the patched object goes through the same decoding as a body.</summary>
internal static class Patched
{
    /// <param name="patchType">One of <see cref="PatchType"/>.</param>
    /// <param name="type">The kind.</param>
    /// <param name="old">The present state.</param>
    /// <param name="body">The patch.</param>
    /// <param name="options">Parameters of the request.</param>
    /// <param name="attributes">Where it is.</param>
    /// <param name="warn">Takes what the client is told beside the answer, also beside a refusal.</param>
    /// <exception cref="StatusException">400 or 422: the patch cannot be read or carried out, or what comes out is no object of the kind.</exception>
    public static JsonObject By(string patchType, ResourceType type, JsonObject old, ReadOnlyMemory<byte> body, WriteOptions options, RequestAttributes attributes, Action<IEnumerable<string>> warn)
    {
        var found = new List<string>();
        var patched = Apply(patchType, old, body, type.Schema, found);
        var strict = new StrictErrors();
        string Shown() => Patched.Shown(patchType, patched, body);
        var value = Retype(patched, BodyType.Of(type), strict, patchType == PatchType.Strategic, Shown);
        var otherVersion = type.IsCustom && value.Text("apiVersion") != type.ApiVersion;
        if (otherVersion)
        {
            NoteMembers(value, strict);
        }
        else
        {
            Bodies.Prune(value, type, strict);
        }

        Tell(found.Concat(strict.Warnings).ToList(), options, Shown, warn);
        CheckKind(value, type, attributes.Name);
        WriteHandler.MatchName(value, attributes.Name);
        ObjectRegistry.MatchNamespace(value, attributes.Namespace);
        return value;
    }

    /// <summary>The Scale of an object.</summary>
    /// <exception cref="StatusException">400 or 422: the patch cannot be read or carried out, or what comes out is no Scale.</exception>
    public static JsonObject Scale(string patchType, JsonObject scale, ReadOnlyMemory<byte> body, WriteOptions options, Action<IEnumerable<string>> warn)
    {
        var found = new List<string>();
        var type = BodyType.BuiltIn("autoscaling", "v1", "Scale");
        var patched = Apply(patchType, scale, body, type.Schema, found);
        var strict = new StrictErrors();
        string Shown() => Patched.Shown(patchType, patched, body);
        var value = Retype(patched, type, strict, patchType == PatchType.Strategic, Shown);
        Tell(found.Concat(strict.Warnings).ToList(), options, Shown, warn);
        return value;
    }

    private static JsonObject Apply(string patchType, JsonObject old, ReadOnlyMemory<byte> body, SchemaNode schema, List<string> found) => patchType switch
    {
        PatchType.Json => JsonPatch.Apply(old, body.Span, found),
        PatchType.Strategic => StrategicMergePatch.Apply(old, body.Span, schema, found),
        _ => MergePatch.Apply(old, body.Span, found),
    };

    private static JsonObject Retype(JsonObject patched, BodyType type, StrictErrors strict, bool strategic, Func<string> shown)
    {
        if (strategic)
        {
            // A strategic merge patch is applied to the object itself, which cannot become another kind.
            (patched["kind"], patched["apiVersion"]) = (type.Kind, type.ApiVersion);
        }

        try
        {
            return BodyDecoder.Retype(patched, type, strict);
        }
        catch (TypeMismatchException e)
        {
            throw Refusal(shown(), strategic ? e.Unconvertible : e.Message);
        }
        catch (JsonSyntaxException e)
        {
            throw Refusal(shown(), e.Message);
        }
    }

    /// <summary>Warns of what was said too much or twice, or refuses it.</summary>
    private static void Tell(List<string> found, WriteOptions options, Func<string> shown, Action<IEnumerable<string>> warn)
    {
        if (options.Validation == FieldValidation.Warn)
        {
            warn(found);
        }
        else if (options.Validation == FieldValidation.Strict && found.Count > 0)
        {
            throw Refusal(shown(), $"strict decoding error: {string.Join(", ", found)}");
        }
    }

    /// <summary>What a refusal shows: of a strategic merge patch the patch, else the patched object with sorted members.</summary>
    private static string Shown(string patchType, JsonObject patched, ReadOnlyMemory<byte> body) => patchType == PatchType.Strategic
        ? StrategicMergePatch.Show(body.Span)
        : new JsonObject(patched.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => new KeyValuePair<string, JsonNode?>(m.Key, m.Value?.DeepClone()))).ToJsonString(Json.Compact);

    /// <summary>In a version that is not served, nothing is known.</summary>
    private static void NoteMembers(JsonObject value, StrictErrors strict)
    {
        foreach (var (name, _) in value)
        {
            if (name is not ("apiVersion" or "kind" or "metadata"))
            {
                strict.Unknown(name);
            }
        }
    }

    /// <exception cref="StatusException">422: it is of another kind.</exception>
    public static void CheckKind(JsonObject value, ResourceType type, string name)
    {
        var (apiVersion, kind) = (value.Text("apiVersion") ?? "", value.Text("kind") ?? "");
        if (!type.IsCustom && (apiVersion, kind) is ("", ""))
        {
            (value["apiVersion"], value["kind"]) = (type.ApiVersion, type.Kind); // Typed objects need not say what they are.
            return;
        }

        var errors = new List<FieldError>();
        if (kind != type.Kind)
        {
            errors.Add(FieldError.Invalid("kind", kind, $"must be {type.Kind}"));
        }

        if (apiVersion != type.ApiVersion)
        {
            errors.Add(FieldError.Invalid("apiVersion", apiVersion, $"must be {type.ApiVersion}"));
        }

        if (errors.Count > 0)
        {
            throw StatusException.Invalid(type.Group, kind, name, errors);
        }
    }

    private static StatusException Refusal(string shown, string why) => StatusException.Invalid("", "", "", [FieldError.InvalidText("patch", Access.Go.Quote(shown), why)]);

    /// <summary>The outcome of an apply in the form of its kind.</summary>
    /// <exception cref="StatusException">500, as in a real API server: a value has the wrong type.</exception>
    public static JsonObject Converted(JsonObject value, JsonObject applied, ResourceType type)
    {
        try
        {
            return BodyDecoder.Retype(value, BodyType.Of(type), null);
        }
        catch (TypeMismatchException e)
        {
            var (kind, metadata) = ($"{type.ApiVersion}, Kind={type.Kind}", applied.Object("metadata"));
            throw new StatusException(500, "", $"failed to convert new object ({metadata.Text("namespace")}/{metadata.Text("name")}; {kind}) to proper version: unable to convert unstructured object to {kind}: {e.Message}");
        }
    }
}
