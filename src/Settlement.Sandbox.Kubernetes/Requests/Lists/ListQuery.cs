using Microsoft.AspNetCore.Http;
using Settlement.Sandbox.Kubernetes.Errors;

namespace Settlement.Sandbox.Kubernetes.Requests.Lists;

/// <summary>The parameters of a list or a watch, checked.</summary>
internal sealed record ListQuery
{
    private const string Match = "resourceVersionMatch";
    private const string Send = "sendInitialEvents";

    /// <summary>As given; empty for none.</summary>
    public required string ResourceVersion { get; init; }

    /// <summary>Empty, <c>Exact</c> or <c>NotOlderThan</c>.</summary>
    public required string VersionMatch { get; init; }

    /// <summary>How many objects a page has; 0 for all.</summary>
    public required long Limit { get; init; }

    /// <summary>Empty for the first page.</summary>
    public required string Continue { get; init; }

    /// <summary>Null: after that many seconds a watch ends.</summary>
    public required long? TimeoutSeconds { get; init; }

    public required bool AllowBookmarks { get; init; }

    /// <summary>Null where not given.</summary>
    public required bool? SendInitialEvents { get; init; }

    /// <exception cref="StatusException">400 or 422: a parameter is wrong, or does not go with another.</exception>
    public static ListQuery Read(HttpRequest request, bool watch)
    {
        var text = (string name) => request.Query[name].ToString();
        var query = new ListQuery
        {
            ResourceVersion = text("resourceVersion"),
            VersionMatch = text(Match),
            Limit = Number(text("limit")) ?? 0,
            Continue = text("continue"),
            TimeoutSeconds = Number(text("timeoutSeconds")),
            AllowBookmarks = RequestPath.IsSet(request, "allowWatchBookmarks"),
            SendInitialEvents = request.Query.ContainsKey(Send) ? RequestPath.IsSet(request, Send) : null,
        };
        var errors = watch ? query.WatchErrors() : query.ListErrors();
        return errors.Count == 0 ? query : throw StatusException.Invalid("meta.k8s.io", "ListOptions", "", errors);
    }

    private List<FieldError> ListErrors()
    {
        var errors = new List<FieldError>();
        if (VersionMatch.Length > 0)
        {
            if (ResourceVersion.Length == 0)
            {
                errors.Add(FieldError.Forbidden(Match, "resourceVersionMatch is forbidden unless resourceVersion is provided"));
            }

            if (Continue.Length > 0)
            {
                errors.Add(FieldError.Forbidden(Match, "resourceVersionMatch is forbidden when continue is provided"));
            }

            if (VersionMatch is not ("Exact" or "NotOlderThan"))
            {
                errors.Add(FieldError.Unsupported(Match, VersionMatch, ["Exact", "NotOlderThan", ""]));
            }
            else if (VersionMatch == "Exact" && ResourceVersion == "0")
            {
                errors.Add(FieldError.Forbidden(Match, "resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\""));
            }
        }

        if (SendInitialEvents is not null)
        {
            errors.Add(FieldError.Forbidden(Send, "sendInitialEvents is forbidden for list"));
        }

        return errors;
    }

    private List<FieldError> WatchErrors()
    {
        var errors = new List<FieldError>();
        if (SendInitialEvents is not null)
        {
            if (VersionMatch != "NotOlderThan")
            {
                errors.Add(FieldError.Forbidden(Match, "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"));
            }
        }
        else if (VersionMatch.Length > 0)
        {
            errors.Add(FieldError.Forbidden(Match, "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided"));
        }

        if (VersionMatch.Length > 0 && VersionMatch != "NotOlderThan")
        {
            errors.Add(FieldError.Unsupported(Match, VersionMatch, ["NotOlderThan"]));
        }

        if (VersionMatch.Length > 0 && Continue.Length > 0)
        {
            errors.Add(FieldError.Forbidden(Match, "resourceVersionMatch is forbidden when continue is provided"));
        }

        return errors;
    }

    private static long? Number(string text)
    {
        try
        {
            return text.Length == 0 ? null : GoNumber.Signed(text);
        }
        catch (FormatException e)
        {
            throw StatusException.BadRequest(e.Message);
        }
    }
}
