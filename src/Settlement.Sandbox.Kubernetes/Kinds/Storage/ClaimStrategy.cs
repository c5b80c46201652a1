using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Kinds.Validation;
using Settlement.Sandbox.Kubernetes.Schemas.Decoding;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Kinds.Storage;

/// <summary>Claims of persistent volumes.</summary>
internal sealed class ClaimStrategy() : KindStrategy(StorageTables.Claims, new KindTraits { AnswersDeleted = true })
{
    private const string Refusal = "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims\n";

    /// <summary>Defaults of a claim, also of one in a template.</summary>
    public static void Fill(JsonObject claim)
    {
        claim.Part("spec").Missing("volumeMode", "Filesystem");
        claim.Part("status").Missing("phase", "Pending");
    }

    public override void Default(JsonObject value) => Fill(value);

    public override void PrepareForCreate(JsonObject value, RequestScope scope) => Fill(value);

    public override void Validate(JsonObject value, RequestScope scope, List<FieldError> errors)
    {
        var spec = value.Object("spec");
        if (spec.Array("accessModes") is null or { Count: 0 })
        {
            errors.Add(FieldError.Required("spec.accessModes", "at least 1 access mode is required"));
        }

        if (spec.Object("resources", "requests")?["storage"] is null)
        {
            errors.Add(FieldError.Required("spec.resources[storage]"));
        }
    }

    /// <summary>A claim may only grow, and be bound once.</summary>
    public override void ValidateUpdate(JsonObject value, JsonObject old, RequestScope scope, List<FieldError> errors)
    {
        var (spec, was) = (value.Part("spec"), old.Object("spec") ?? []);
        if (Storage(spec) is { } size && Storage(was) is { } before && Quantity.Compare(size, before) < 0)
        {
            errors.Add(FieldError.Forbidden("spec.resources.requests.storage", "field can not be less than previous value"));
        }

        var rest = spec.DeepClone().AsObject();
        rest.Part("resources").Take(was.Object("resources"), "requests");
        rest.Take(was, "volumeAttributesClassName");
        if (was.Text("volumeName") is null or "")
        {
            rest.Remove("volumeName");
        }

        if (!JsonNode.DeepEquals(rest, was))
        {
            errors.Add(FieldError.Forbidden("spec", Refusal + LineDiff.Of(rest, was)));
        }

        Validate(value, scope, errors);
    }

    private static string? Storage(JsonObject spec) => spec.Object("resources", "requests").Text("storage");
}
