using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Kinds.Validation;

namespace Settlement.Sandbox.Kubernetes.CustomResources.Definitions;

/// <summary>The names of a kind.</summary>
internal static class NameRules
{
    public static void Check(JsonObject names, List<FieldError> errors)
    {
        Label("plural", mixedCase: false);
        Label("singular", mixedCase: false);
        Label("kind", mixedCase: true);
        Label("listKind", mixedCase: true);
        if (names.Text("kind") is { Length: > 0 } kind && kind == names.Text("listKind"))
        {
            errors.Add(FieldError.Invalid("spec.names.listKind", kind, "kind and listKind may not be the same"));
        }

        Each("shortNames");
        Each("categories");

        void Label(string name, bool mixedCase)
        {
            var text = names.Text(name) ?? "";
            if (text.Length == 0)
            {
                errors.Add(FieldError.Required($"spec.names.{name}"));
            }
            else if (Names.LetterLabel(mixedCase ? text.ToLowerInvariant() : text).ToList() is { Count: > 0 } wrong)
            {
                errors.Add(FieldError.Invalid($"spec.names.{name}", text, (mixedCase ? "may have mixed case, but should otherwise match: " : "") + string.Join(",", wrong)));
            }
        }

        void Each(string name)
        {
            var index = 0;
            foreach (var item in names.Array(name) ?? [])
            {
                var text = item?.ToString() ?? "";
                if (Names.LetterLabel(text).ToList() is { Count: > 0 } wrong)
                {
                    errors.Add(FieldError.Invalid($"spec.names.{name}[{index}]", text, string.Join(",", wrong)));
                }

                index++;
            }
        }
    }
}
