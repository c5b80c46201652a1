using System.Text.Json;
using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.CustomResources.Expressions;
using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.CustomResources;

/// <summary>One version of a custom resource.</summary>
internal sealed class CustomResourceStrategy(DefinedVersion version) : Strategy
{
    private const string RulesUnchecked = "some validation rules were not checked because the object was invalid; correct the existing errors to complete validation";

    public override bool DefaultsOnRead => version.ChangesOnRead;

    public override bool RequiresVersion => true;

    public override IReadOnlyCollection<string> SelectableFieldNames => [.. version.SelectableFields.Keys];

    public override IReadOnlyList<TableColumn> Columns => version.Printer.Columns;

    public override JsonArray Cells(JsonObject value, DateTimeOffset now) => version.Printer.Cells(value, now);

    /// <summary>Prunes and fills in defaults. What comes from storage may have been written in another version, whose objects differ in nothing but the version.</summary>
    public override void Default(JsonObject value)
    {
        value["apiVersion"] = version.ApiVersion;
        Pruning.Prune(value, version.Schema, null);
        Defaulting.Apply(value, version.Schema);
    }

    public override void DefaultApplied(JsonObject value)
    {
        value["apiVersion"] = version.ApiVersion;
        Pruning.Prune(value, version.Schema, null);
        Defaulting.ApplyToApplied(value, version.Schema);
    }

    public override void PrepareForCreate(JsonObject value, RequestScope scope)
    {
        if (version.IsTerminating())
        {
            throw StatusException.Forbidden(version.Resource, value.Name(), "create not allowed while custom resource definition is terminating");
        }
    }

    public override void Validate(JsonObject value, RequestScope scope, List<FieldError> errors) => Check(value, null, scope, errors);

    public override void ValidateUpdate(JsonObject value, JsonObject old, RequestScope scope, List<FieldError> errors) => Check(value, old, scope, errors);

    public override void ValidateStatusUpdate(JsonObject value, JsonObject old, RequestScope scope, List<FieldError> errors)
    {
        if (value.TryGetPropertyValue("status", out var status) && version.Demands.Properties.TryGetValue("status", out var demands))
        {
            // The machinery looks at the status on its own: texts do not name it, fields do.
            errors.AddRange(ValueValidator.Validate(demands, status, FieldPath.Root, old["status"]).Errors.Select(e => e with { Field = e.Field == "<nil>" ? "status" : $"status.{e.Field}" }));
        }

        CheckRest(value, old, scope, errors);
    }

    /// <summary>Everything but metadata, and but the status where that is a subresource.</summary>
    public override bool? CountsGeneration(JsonObject value, JsonObject old) => value.Select(m => m.Key).Union(old.Select(m => m.Key))
        .Any(name => name != "metadata" && !(name == "status" && version.HasStatus) && !JsonNode.DeepEquals(value[name], old[name]));

    public override IReadOnlyDictionary<string, string> SelectableFields(JsonObject value) =>
        version.SelectableFields.ToDictionary(f => f.Key, f => f.Value.Find(value) is [JsonValue found, ..] ? Text(found) : "", StringComparer.Ordinal);

    private void Check(JsonObject value, JsonObject? old, RequestScope scope, List<FieldError> errors)
    {
        errors.AddRange(ValueValidator.Validate(version.Demands, value, FieldPath.Root, old).Errors);
        CheckRest(value, old, scope, errors);
    }

    private void CheckRest(JsonObject value, JsonObject? old, RequestScope scope, List<FieldError> errors)
    {
        if (version.Scale is { } scale)
        {
            ScaleRules.Check(scale, value, errors);
        }

        EmbeddedObjects.Check(version.Demands, value, FieldPath.Root, errors);
        if (old is null || !HasDoubles(old))
        {
            ListRules.Check(version.Demands, value, FieldPath.Root, errors);
        }

        // Only now: whether 2.0 was written for 2 has been of interest to the rules above.
        Scalars.Normalize(value);
        if (version.Demands.HasRules && errors.Exists(IsBlocking))
        {
            errors.Add(FieldError.Invalid("<nil>", null, RulesUnchecked));
        }
        else if (version.Demands.HasRules)
        {
            new RuleValidator(errors, text => scope.Warn(text)).Check(version.Demands, value, old, FieldPath.Root);
        }
    }

    /// <summary>Whether what is stored has duplicates already; then an update may leave them.</summary>
    private bool HasDoubles(JsonObject old)
    {
        var errors = new List<FieldError>();
        ListRules.Check(version.Demands, old, FieldPath.Root, errors);
        return errors.Count > 0;
    }

    /// <summary>Errors after which the API machinery does not look at CEL rules.</summary>
    private static bool IsBlocking(FieldError error) =>
        error.Reason is "FieldValueRequired" or "FieldValueNotSupported" or "FieldValueTooLong" or "FieldValueTooMany" or "FieldValueTypeInvalid";

    private static string Text(JsonValue value) => value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : GoText.Value(value);
}
