using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Settlement.Sandbox.Kubernetes.Errors;

namespace Settlement.Sandbox.Kubernetes.Requests.Writes;

/// <summary>What is done about fields that a body should not have.</summary>
internal enum FieldValidation
{
    Warn,
    Ignore,
    Strict,
}

/// <summary>The parameters of a write, checked.</summary>
/// <param name="Manager">Name under which fields are recorded; may be empty.</param>
/// <param name="DryRun">Whether nothing is stored.</param>
/// <param name="Validation">What is done about unknown and duplicate fields.</param>
/// <param name="Force">Whether an apply takes fields from others.</param>
internal sealed record WriteOptions(string Manager, bool DryRun, FieldValidation Validation, bool Force)
{
    private const int LongestManager = 128;

    /// <param name="request">The request.</param>
    /// <param name="kind">CreateOptions, UpdateOptions or PatchOptions.</param>
    /// <param name="applies">Whether it is an apply.</param>
    /// <exception cref="StatusException">422: a parameter is wrong.</exception>
    public static WriteOptions Read(HttpRequest request, string kind, bool applies = false)
    {
        var manager = request.Query["fieldManager"].ToString();
        var dryRun = request.Query["dryRun"];
        var validation = request.Query["fieldValidation"].ToString();
        var errors = new List<FieldError>();
        if (applies && manager.Length == 0)
        {
            errors.Add(FieldError.Required("fieldManager", "is required for apply patch"));
        }

        if (!applies && kind == "PatchOptions" && request.Query.ContainsKey("force"))
        {
            errors.Add(FieldError.Forbidden("force", "may not be specified for non-apply patch"));
        }

        CheckManager(manager, errors);
        CheckDryRun(dryRun, errors);
        if (validation is not ("" or "Ignore" or "Strict" or "Warn"))
        {
            errors.Add(FieldError.Unsupported("fieldValidation", validation, ["", "Ignore", "Strict", "Warn"]));
        }

        return errors.Count > 0
            ? throw StatusException.Invalid("meta.k8s.io", kind, "", errors)
            : new WriteOptions(manager.Length > 0 ? manager : ManagerOf(request), dryRun.Count > 0, validation switch
            {
                "Ignore" => FieldValidation.Ignore,
                "Strict" => FieldValidation.Strict,
                _ => FieldValidation.Warn,
            }, RequestPath.IsSet(request, "force"));
    }

    /// <summary>Checks a list of dry run stages.</summary>
    public static void CheckDryRun(IEnumerable<string?> stages, List<FieldError> errors)
    {
        var given = stages.ToList();
        if (given.Exists(s => s != "All"))
        {
            errors.Add(FieldError.Unsupported("dryRun", new JsonArray([.. given.Select(s => (JsonNode?)JsonValue.Create(s))]), ["All"]));
        }
    }

    private static void CheckManager(string manager, List<FieldError> errors)
    {
        if (System.Text.Encoding.UTF8.GetByteCount(manager) > LongestManager)
        {
            errors.Add(FieldError.TooLong("fieldManager", LongestManager));
        }

        var hidden = manager.IndexOf(manager.FirstOrDefault(char.IsControl, ' '), StringComparison.Ordinal);
        if (hidden >= 0 && char.IsControl(manager[hidden]))
        {
            errors.Add(FieldError.Invalid("fieldManager", manager, $"invalid character U+{(int)manager[hidden]:X4} (at position {hidden})"));
        }
    }

    /// <summary>The first part of the User-Agent, which names the program.</summary>
    private static string ManagerOf(HttpRequest request)
    {
        var program = new string([.. request.Headers.UserAgent.ToString().Split('/')[0].Where(c => !char.IsControl(c))]);
        return program[..Math.Min(program.Length, LongestManager)];
    }
}
