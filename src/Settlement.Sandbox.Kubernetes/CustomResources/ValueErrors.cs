using Settlement.Sandbox.Kubernetes.Errors;

namespace Settlement.Sandbox.Kubernetes.CustomResources;

/// <summary>What one value failed, and how many checks were applied, by which the nearest of several alternatives is told.</summary>
internal sealed class ValueErrors
{
    public List<FieldError> Errors { get; } = [];

    public int Checks { get; set; }

    public bool IsValid => Errors.Count == 0;

    public void Merge(ValueErrors other)
    {
        Errors.AddRange(other.Errors);
        Checks += other.Checks;
    }

    /// <summary>The name of the field in an error: the root is called <c>&lt;nil&gt;</c>.</summary>
    public static string Name(string path) => path.Length == 0 ? "<nil>" : path;

    public void Required(FieldPath path) => Errors.Add(FieldError.Required(Name(path.ToString())));

    /// <summary>A value whose text is given, and what is said of it after the path.</summary>
    public void Invalid(FieldPath path, string shown, string must)
    {
        var text = path.ToString();
        Errors.Add(FieldError.InvalidText(Name(text), shown, $"{text} in body {must}"));
    }

    public void WrongType(FieldPath path, string types, string found)
    {
        var text = path.ToString();
        var quoted = GoText.Quote(found);
        Errors.Add(FieldError.TypeInvalid(Name(text), quoted, $"{text} in body must be of type {types}: {quoted}"));
    }

    /// <summary>A failed combination of schemas, which the machinery reports without a field.</summary>
    public void Combination(FieldPath path, string must) => Errors.Add(FieldError.InvalidText("<nil>", "\"\"", $"{GoText.Quote(path.ToString())} {must}"));
}
