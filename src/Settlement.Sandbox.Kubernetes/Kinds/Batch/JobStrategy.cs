using System.Globalization;
using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Kinds.Pods;
using Settlement.Sandbox.Kubernetes.Kinds.Validation;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Kinds.Batch;

/// <summary>Jobs.</summary>
internal sealed class JobStrategy() : KindStrategy(BatchTables.Jobs, new KindTraits { Generations = Generations.Spec, Propagation = "Orphan" })
{
    private const string UidLabel = "batch.kubernetes.io/controller-uid";

    private static readonly string[] Restarts = ["OnFailure", "Never"];

    public override void Default(JsonObject value)
    {
        var spec = value.Part("spec");
        if (spec["completions"] is null && spec["parallelism"] is null)
        {
            spec["completions"] = 1L;
        }

        if (spec["podFailurePolicy"] is null || spec["backoffLimitPerIndex"] is null)
        {
            spec.Missing("backoffLimit", 6L);
        }

        spec.Missing(("parallelism", 1L), ("completionMode", "NonIndexed"), ("suspend", false), ("podReplacementPolicy", "TerminatingOrFailed"), ("manualSelector", false));
        PodDefaults.Template(spec.Part("template").Part("spec"));
        if (value.Object("metadata", "labels") is null or { Count: 0 } && spec.Object("template", "metadata", "labels") is { Count: > 0 } labels)
        {
            value.Metadata()["labels"] = labels.DeepClone();
        }
    }

    /// <summary>Makes the selector and the labels it selects, unless the job brings its own.</summary>
    public override void PrepareForCreate(JsonObject value, RequestScope scope)
    {
        var spec = value.Part("spec");
        if (spec.Flag("manualSelector"))
        {
            return;
        }

        var labels = spec.Part("template").Part("metadata").Part("labels");
        var sharesLabels = value.Object("metadata", "labels") is null or { Count: 0 } || JsonNode.DeepEquals(value.Object("metadata", "labels"), labels);
        (string Label, string Text)[] made = [("job-name", value.Name()), ("batch.kubernetes.io/job-name", value.Name()), ("controller-uid", value.Uid()), (UidLabel, value.Uid())];
        foreach (var (label, text) in made)
        {
            labels[label] = text;
        }

        if (sharesLabels)
        {
            value.Metadata()["labels"] = labels.DeepClone();
        }

        spec.Missing("selector", new JsonObject { ["matchLabels"] = new JsonObject { [UidLabel] = value.Uid() } });
    }

    public override void Validate(JsonObject value, RequestScope scope, List<FieldError> errors)
    {
        var spec = value.Object("spec");
        errors.NotNegative(spec, "spec", "parallelism", "completions", "backoffLimit");
        CheckTemplate(spec, "spec", errors);
    }

    public override void ValidateUpdate(JsonObject value, JsonObject old, RequestScope scope, List<FieldError> errors)
    {
        foreach (var name in (ReadOnlySpan<string>)["selector", "completions", "template"])
        {
            errors.Unchanged(value.Object("spec"), old.Object("spec"), "spec", name);
        }

        Validate(value, scope, errors);
    }

    /// <summary>The pods of a job end by themselves.</summary>
    public static void CheckTemplate(JsonObject? spec, string path, List<FieldError> errors) => PodRules.CheckTemplate(spec.Object("template"), path + ".template", Restarts, errors);

    public override IReadOnlyCollection<string> SelectableFieldNames { get; } = ["status.successful"];

    public override IReadOnlyDictionary<string, string> SelectableFields(JsonObject value) => new Dictionary<string, string>
    {
        ["status.successful"] = (value.Object("status").Number("succeeded") ?? 0).ToString(CultureInfo.InvariantCulture),
    };
}
