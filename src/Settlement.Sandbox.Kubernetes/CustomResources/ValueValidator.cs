using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Errors;

namespace Settlement.Sandbox.Kubernetes.CustomResources;

/// <summary>Checks a value against a schema: type, combinations, text, format, numbers, lists, enum, members, in this order, as the API machinery does.</summary>
internal static class ValueValidator
{
    /// <summary>All errors of a value.</summary>
    /// <param name="schema">What is demanded.</param>
    /// <param name="value">The value; null is JSON's null.</param>
    /// <param name="path">Where it is.</param>
    /// <param name="old">The value before an update, null for none: what did not change is not checked again.</param>
    public static ValueErrors Validate(ValueSchema schema, JsonNode? value, FieldPath path, JsonNode? old = null)
    {
        var result = new ValueErrors();
        CheckType(schema, value, path, result);
        if (value is not null)
        {
            Combine(schema, value, path, result);
            switch (value)
            {
                case JsonObject:
                    break;
                case JsonArray list:
                    CheckList(schema, list, path, old as JsonArray, result);
                    break;
                case JsonValue scalar when scalar.GetValueKind() == JsonValueKind.String:
                    CheckText(schema, scalar.GetValue<string>(), path, result);
                    break;
                case JsonValue scalar when scalar.GetValueKind() == JsonValueKind.Number:
                    NumberRules.Check(schema, scalar, path, result);
                    break;
            }
        }

        if (schema.Enum is { Count: > 0 } options && (value is null || !options.Any(o => Same(o, value))))
        {
            result.Errors.Add(FieldError.Unsupported(ValueErrors.Name(path.ToString()), value, options.Select(Plain)));
        }

        if (value is JsonObject members)
        {
            CheckMembers(schema, members, path, old as JsonObject, result);
        }

        return result;
    }

    private static void CheckType(ValueSchema schema, JsonNode? value, FieldPath path, ValueErrors result)
    {
        if (schema.Types.Count == 0 && schema.Format is null)
        {
            return;
        }

        result.Checks++;
        var types = string.Join(',', schema.Types);
        if (value is null)
        {
            if (schema.Types.Count > 0 && !schema.Nullable)
            {
                result.WrongType(path, types, "null");
            }

            return;
        }

        var (type, format, whole) = TypeOf(value);
        var fits = schema.Types.Contains(type) || (whole && schema.Types.Contains("integer"));
        var textual = type is "string" or "array";
        if (schema.Format is { } wanted && !textual && !(fits || (type == "integer" && schema.Types.Contains("number"))))
        {
            result.WrongType(path, wanted, format);
        }
        else if (schema.Format is not null && textual && !schema.Types.Contains("number") && !schema.Types.Contains("integer"))
        {
            return;
        }
        else if (!(fits || (type == "integer" && schema.Types.Contains("number"))))
        {
            result.WrongType(path, types, type);
        }
    }

    /// <summary>The value's type in JSON schema, the format that Go infers, and whether it is a float without a fraction.</summary>
    private static (string Type, string Format, bool Whole) TypeOf(JsonNode value) => value.GetValueKind() switch
    {
        JsonValueKind.Object => ("object", "", false),
        JsonValueKind.Array => ("array", "", false),
        JsonValueKind.String => ("string", "", false),
        JsonValueKind.Number => Scalars.Whole(value.AsValue(), out _) ? ("integer", "int64", false) : ("number", "double", Scalars.IsWhole(Scalars.Double(value.AsValue()))),
        _ => ("boolean", "", false),
    };

    private static void Combine(ValueSchema schema, JsonNode value, FieldPath path, ValueErrors result)
    {
        result.Checks++;
        if (schema.AnyOf.Count > 0)
        {
            var (_, nearest) = Try(schema.AnyOf, value, path, untilValid: true);
            if (nearest is not null)
            {
                result.Combination(path, "must validate at least one schema (anyOf)");
                result.Merge(nearest);
            }
        }

        if (schema.OneOf.Count > 0)
        {
            var (valid, nearest) = Try(schema.OneOf, value, path, untilValid: false);
            if (valid != 1)
            {
                result.Combination(path, $"must validate one and only one schema (oneOf). {(valid == 0 ? "Found none valid" : $"Found {valid} valid alternatives")}");
                if (valid == 0 && nearest is not null)
                {
                    result.Merge(nearest);
                }
            }
        }

        if (schema.AllOf.Count > 0)
        {
            var valid = 0;
            foreach (var part in schema.AllOf)
            {
                var outcome = Validate(part, value, path);
                valid += outcome.IsValid ? 1 : 0;
                result.Merge(outcome);
            }

            if (valid != schema.AllOf.Count)
            {
                result.Combination(path, $"must validate all the schemas (allOf){(valid == 0 ? ". None validated" : "")}");
            }
        }

        if (schema.Not is { } not && Validate(not, value, path).IsValid)
        {
            result.Combination(path, "must not validate the schema (not)");
        }
    }

    private static (int Valid, ValueErrors? Nearest) Try(IReadOnlyList<ValueSchema> schemas, JsonNode value, FieldPath path, bool untilValid)
    {
        var valid = 0;
        ValueErrors? nearest = null;
        foreach (var schema in schemas)
        {
            var outcome = Validate(schema, value, path);
            if (outcome.IsValid)
            {
                valid++;
                if (untilValid)
                {
                    return (valid, null);
                }
            }
            else if (nearest is null || outcome.Checks > nearest.Checks)
            {
                nearest = outcome;
            }
        }

        return (valid, nearest);
    }

    private static void CheckText(ValueSchema schema, string text, FieldPath path, ValueErrors result)
    {
        result.Checks++;
        var length = text.EnumerateRunes().Count();
        if (schema.MaxLength is { } most && length > most)
        {
            result.Errors.Add(FieldError.TooLong(ValueErrors.Name(path.ToString()), (int)most));
        }
        else if (schema.MinLength is { } least && length < least)
        {
            result.Invalid(path, GoText.Quote(text), $"should be at least {least} chars long");
        }
        else if (schema.Regex is { } regex && !Patterns.Matches(regex, text))
        {
            result.Invalid(path, GoText.Quote(text), $"should match '{schema.Pattern}'");
        }

        if (schema.Format is { } format)
        {
            result.Checks++;
            if (!Formats.Matches(format, text))
            {
                result.WrongType(path, format, text);
            }
        }
    }

    private static void CheckList(ValueSchema schema, JsonArray list, FieldPath path, JsonArray? old, ValueErrors result)
    {
        result.Checks++;
        if (schema.Items is { } items)
        {
            var counterparts = ListRules.Counterparts(schema, old);
            for (var i = 0; i < list.Count; i++)
            {
                var before = counterparts is not null && list[i] is JsonObject element ? counterparts.GetValueOrDefault(ListRules.KeyText(schema, element)) : null;
                if (before is null || !JsonNode.DeepEquals(before, list[i]))
                {
                    result.Merge(Validate(items, list[i], path.Element(i), before));
                }
            }
        }

        var count = list.Count.ToString(CultureInfo.InvariantCulture);
        if (schema.MinItems is { } least && list.Count < least)
        {
            result.Invalid(path, count, $"should have at least {least} items");
        }

        if (schema.MaxItems is { } most && list.Count > most)
        {
            result.Errors.Add(FieldError.TooMany(ValueErrors.Name(path.ToString()), list.Count, (int)most));
        }

        if (schema.UniqueItems && list.Select(e => e?.ToJsonString(Json.Compact)).Distinct(StringComparer.Ordinal).Count() < list.Count)
        {
            result.Invalid(path, "\"\"", "shouldn't contain duplicates");
        }
    }

    private static void CheckMembers(ValueSchema schema, JsonObject members, FieldPath path, JsonObject? old, ValueErrors result)
    {
        result.Checks++;
        if (schema.MinProperties is { } least && members.Count < least)
        {
            result.Invalid(path, members.Count.ToString(CultureInfo.InvariantCulture), $"should have at least {least} properties");
            return;
        }

        if (schema.MaxProperties is { } most && members.Count > most)
        {
            result.Errors.Add(FieldError.TooMany(ValueErrors.Name(path.ToString()), members.Count, (int)most));
            return;
        }

        foreach (var name in schema.Required)
        {
            if (!members.ContainsKey(name))
            {
                result.Required(path.Member(name));
            }
        }

        if (schema.Additional is { } additional)
        {
            foreach (var (name, member) in members.OrderBy(m => m.Key, StringComparer.Ordinal).Where(m => !schema.Properties.ContainsKey(m.Key)))
            {
                Descend(additional, name, member);
            }
        }

        foreach (var (name, property) in schema.Properties)
        {
            if (members.TryGetPropertyValue(name, out var member))
            {
                Descend(property, name, member);
            }
        }

        void Descend(ValueSchema inner, string name, JsonNode? member)
        {
            var before = old?[name];
            if (before is null || !JsonNode.DeepEquals(before, member))
            {
                result.Merge(Validate(inner, member, path.Member(name), before));
            }
        }
    }

    private static bool Same(JsonNode? option, JsonNode value) =>
        option is JsonValue a && value is JsonValue b && a.GetValueKind() == JsonValueKind.Number && b.GetValueKind() == JsonValueKind.Number
            ? Scalars.Double(a) == Scalars.Double(b)
            : JsonNode.DeepEquals(option, value);

    private static string Plain(JsonNode? option) => option is JsonValue text && text.GetValueKind() == JsonValueKind.String ? text.GetValue<string>() : option is null ? "null" : GoText.Encode(option);
}
