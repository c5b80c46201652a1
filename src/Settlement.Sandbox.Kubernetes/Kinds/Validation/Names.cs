using System.Text.RegularExpressions;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Kinds.Validation;

/// <summary>What is wrong with a name, in the words of the API machinery; nothing when it is right.</summary>
internal static partial class Names
{
    private const int SubdomainLength = 253;
    private const int LabelLength = 63;
    private const string SubdomainPattern = @"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*";
    private const string LabelPattern = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
    private const string LetterLabelPattern = "[a-z]([-a-z0-9]*[a-z0-9])?";
    private const string QualifiedPattern = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
    private const string LabelValuePattern = "(" + QualifiedPattern + ")?";
    private const string ConfigKeyPattern = "[-._a-zA-Z0-9]+";

    /// <summary>A name under the rule of its kind.</summary>
    public static IEnumerable<string> Check(NameRule rule, string name) => rule switch
    {
        NameRule.Subdomain => Subdomain(name),
        NameRule.Label => Label(name),
        NameRule.LetterLabel => LetterLabel(name),
        _ => PathSegment(name),
    };

    /// <summary>The beginning of a generated name: it may end where a name may not.</summary>
    public static IEnumerable<string> CheckPrefix(NameRule rule, string prefix) =>
        Check(rule, rule != NameRule.PathSegment && prefix.Length > 1 && prefix[^1] == '-' ? prefix[..^1] + "a" : prefix);

    public static IEnumerable<string> Subdomain(string name)
    {
        if (name.Length > SubdomainLength)
        {
            yield return $"must be no more than {SubdomainLength} characters";
        }

        if (!SubdomainExpression().IsMatch(name))
        {
            yield return "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', "
                + $"regex used for validation is '{SubdomainPattern}')";
        }
    }

    public static IEnumerable<string> Label(string name)
    {
        if (name.Length > LabelLength)
        {
            yield return $"must be no more than {LabelLength} characters";
        }

        if (!LabelExpression().IsMatch(name))
        {
            yield return SubdomainExpression().IsMatch(name)
                ? "must not contain dots"
                : "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', "
                    + $"regex used for validation is '{LabelPattern}')";
        }
    }

    public static IEnumerable<string> LetterLabel(string name)
    {
        if (name.Length > LabelLength)
        {
            yield return $"must be no more than {LabelLength} characters";
        }

        if (!LetterLabelExpression().IsMatch(name))
        {
            yield return "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', "
                + $"regex used for validation is '{LetterLabelPattern}')";
        }
    }

    public static IEnumerable<string> PathSegment(string name) =>
        name is "." or ".." ? [$"may not be '{name}'"] : "/%".Where(name.Contains).Select(forbidden => $"may not contain '{forbidden}'");

    /// <summary>A key of a label, an annotation or a finalizer.</summary>
    public static IEnumerable<string> Qualified(string key)
    {
        var parts = key.Split('/');
        if (parts.Length > 2)
        {
            yield return $"a valid label key {QualifiedText} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')";
            yield break;
        }

        if (parts.Length == 2)
        {
            foreach (var error in parts[0].Length == 0 ? ["must be non-empty"] : Subdomain(parts[0]))
            {
                yield return "prefix part " + error;
            }
        }

        var name = parts[^1];
        if (name.Length == 0)
        {
            yield return "name part must be non-empty";
        }
        else if (name.Length > LabelLength)
        {
            yield return $"name part must be no more than {LabelLength} bytes";
        }

        if (!QualifiedExpression().IsMatch(name))
        {
            yield return "name part " + QualifiedText;
        }
    }

    private static string QualifiedText => "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', "
        + $"regex used for validation is '{QualifiedPattern}')";

    public static IEnumerable<string> LabelValue(string value)
    {
        if (value.Length > LabelLength)
        {
            yield return $"must be no more than {LabelLength} bytes";
        }

        if (!LabelValueExpression().IsMatch(value))
        {
            yield return "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or "
                + $"'12345', regex used for validation is '{LabelValuePattern}')";
        }
    }

    /// <summary>A key of a config map or a secret, which becomes the name of a file.</summary>
    public static IEnumerable<string> ConfigKey(string key)
    {
        if (key.Length > SubdomainLength)
        {
            yield return $"must be no more than {SubdomainLength} characters";
        }

        if (!ConfigKeyExpression().IsMatch(key))
        {
            yield return $"a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '{ConfigKeyPattern}')";
        }

        if (key is "." or "..")
        {
            yield return $"must not be '{key}'";
        }
        else if (key.StartsWith("..", StringComparison.Ordinal))
        {
            yield return "must not start with '..'";
        }
    }

    [GeneratedRegex("^" + SubdomainPattern + "\\z", RegexOptions.CultureInvariant)]
    private static partial Regex SubdomainExpression();

    [GeneratedRegex("^" + LabelPattern + "\\z", RegexOptions.CultureInvariant)]
    private static partial Regex LabelExpression();

    [GeneratedRegex("^" + LetterLabelPattern + "\\z", RegexOptions.CultureInvariant)]
    private static partial Regex LetterLabelExpression();

    [GeneratedRegex("^" + QualifiedPattern + "\\z", RegexOptions.CultureInvariant)]
    private static partial Regex QualifiedExpression();

    [GeneratedRegex("^" + LabelValuePattern + "\\z", RegexOptions.CultureInvariant)]
    private static partial Regex LabelValueExpression();

    [GeneratedRegex("^" + ConfigKeyPattern + "\\z", RegexOptions.CultureInvariant)]
    private static partial Regex ConfigKeyExpression();
}
