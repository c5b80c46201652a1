using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Errors;

namespace Settlement.Sandbox.Kubernetes.Kinds.Validation;

/// <summary>Rules of labels, annotations and label selectors.</summary>
internal static class Labels
{
    private const int AnnotationBytes = 256 * 1024;

    public static void Check(JsonObject? labels, string path, List<FieldError> errors)
    {
        foreach (var (key, value) in labels ?? [])
        {
            errors.Add(path, key, Names.Qualified(key));
            errors.Add(path, value, Names.LabelValue(value?.GetValue<string>() ?? ""));
        }
    }

    public static void CheckAnnotations(JsonObject? annotations, string path, List<FieldError> errors)
    {
        long size = 0;
        foreach (var (key, value) in annotations ?? [])
        {
            errors.Add(path, key, Names.Qualified(key.ToLowerInvariant()));
            size += System.Text.Encoding.UTF8.GetByteCount(key) + System.Text.Encoding.UTF8.GetByteCount(value?.GetValue<string>() ?? "");
        }

        if (size > AnnotationBytes)
        {
            errors.Add(FieldError.TooLong(path, AnnotationBytes));
        }
    }

    public static void CheckSelector(JsonObject? selector, string path, List<FieldError> errors)
    {
        Check(selector.Object("matchLabels"), path + ".matchLabels", errors);
        foreach (var (expression, i) in selector.Objects("matchExpressions").Select((e, i) => (e, i)))
        {
            CheckExpression(expression, $"{path}.matchExpressions[{i}]", errors);
        }
    }

    private static void CheckExpression(JsonObject expression, string path, List<FieldError> errors)
    {
        var values = expression.Array("values") ?? [];
        switch (expression.Text("operator"))
        {
            case "In" or "NotIn" when values.Count == 0:
                errors.Add(FieldError.Required(path + ".values", "must be specified when `operator` is 'In' or 'NotIn'"));
                break;
            case "Exists" or "DoesNotExist" when values.Count > 0:
                errors.Add(FieldError.Forbidden(path + ".values", "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"));
                break;
            case "In" or "NotIn" or "Exists" or "DoesNotExist":
                break;
            default:
                errors.Add(FieldError.Invalid(path + ".operator", expression.Text("operator") ?? "", "not a valid selector operator"));
                break;
        }

        errors.Add(path + ".key", expression.Text("key") ?? "", Names.Qualified(expression.Text("key") ?? ""));
        for (var i = 0; i < values.Count; i++)
        {
            errors.Add($"{path}.values[{i}]", values[i], Names.LabelValue(values[i]?.GetValue<string>() ?? ""));
        }
    }

    /// <summary>Whether an object with these labels is selected; an empty selector selects everything.</summary>
    public static bool Matches(JsonObject? selector, JsonObject? labels) =>
        (selector.Object("matchLabels") ?? []).All(pair => labels.Text(pair.Key) == pair.Value?.GetValue<string>())
        && selector.Objects("matchExpressions").All(expression => Matches(expression.Text("operator"), labels.Text(expression.Text("key") ?? ""), expression.Array("values") ?? []));

    private static bool Matches(string? op, string? value, JsonArray values)
    {
        var listed = values.Any(v => v?.GetValue<string>() == value);
        return op switch
        {
            "In" => value is not null && listed,
            "NotIn" => value is null || !listed,
            "Exists" => value is not null,
            _ => value is null,
        };
    }
}
