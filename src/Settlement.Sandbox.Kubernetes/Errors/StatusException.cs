using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Errors;

/// <summary>A refusal that is answered as a Status.</summary>
/// <param name="code">HTTP status code.</param>
/// <param name="reason">Reason in the Status, such as <c>NotFound</c>; empty where the machinery gives none.</param>
/// <param name="message">What is wrong, for people.</param>
/// <param name="details">The <c>details</c> of the Status, or null.</param>
internal sealed class StatusException(int code, string reason, string message, JsonObject? details = null) : Exception(message)
{
    public int Code { get; } = code;

    public string Reason { get; } = reason;

    public JsonObject? Details { get; } = details;

    /// <summary>The <c>metadata</c> of the Status, which has a continue token where a list may go on in another way; null for none.</summary>
    public JsonObject? ListMetadata { get; init; }

    /// <summary>The Status, members in the order of the machinery.</summary>
    public JsonObject ToStatus()
    {
        var status = new JsonObject { ["kind"] = "Status", ["apiVersion"] = "v1", ["metadata"] = ListMetadata?.DeepClone() ?? new JsonObject(), ["status"] = "Failure" };
        if (Message.Length > 0)
        {
            status["message"] = Message;
        }

        if (Reason.Length > 0)
        {
            status["reason"] = Reason;
        }

        if (Details is not null)
        {
            status["details"] = Details.DeepClone();
        }

        status["code"] = Code;
        return status;
    }

    public static StatusException NotFound(GroupResource resource, string name) =>
        new(404, "NotFound", $"{resource} \"{name}\" not found", Of(name, resource.Group, resource.Resource));

    public static StatusException AlreadyExists(GroupResource resource, string name) =>
        new(409, "AlreadyExists", $"{resource} \"{name}\" already exists", Of(name, resource.Group, resource.Resource));

    public static StatusException Conflict(GroupResource resource, string name, string message) =>
        new(409, "Conflict", $"Operation cannot be fulfilled on {resource} \"{name}\": {message}", Of(name, resource.Group, resource.Resource));

    /// <summary>The version the client saw is not the newest.</summary>
    public static StatusException Modified(GroupResource resource, string name) =>
        Conflict(resource, name, "the object has been modified; please apply your changes to the latest version and try again");

    public static StatusException Forbidden(GroupResource resource, string name, string message) =>
        new(403, "Forbidden", name.Length == 0 ? $"{resource} is forbidden: {message}" : $"{resource} \"{name}\" is forbidden: {message}", Of(name, resource.Group, resource.Resource));

    public static StatusException BadRequest(string message) => new(400, "BadRequest", message);

    /// <summary>A fault of the server in the eyes of the machinery, which some faulty requests are too.</summary>
    public static StatusException Internal(string message) => new(500, "InternalError", $"Internal error occurred: {message}", new JsonObject
    {
        ["causes"] = new JsonArray(new JsonObject { ["message"] = message }),
    });

    public static StatusException MethodNotSupported(GroupResource resource, string method) =>
        new(405, "MethodNotAllowed", $"{method} is not supported on resources of kind \"{resource}\"", Of("", resource.Group, resource.Resource));

    public static StatusException Invalid(string group, string kind, string name, IReadOnlyList<FieldError> errors)
    {
        var qualified = group.Length == 0 ? kind : $"{kind}.{group}";
        var distinct = errors.Select(e => e.ToString()).Distinct(StringComparer.Ordinal).ToList();
        var text = distinct.Count == 1 ? distinct[0] : $"[{string.Join(", ", distinct)}]";
        var details = Of(name, group, kind);
        details["causes"] = new JsonArray([.. errors.Select(e => new JsonObject { ["reason"] = e.Reason, ["message"] = e.Body, ["field"] = e.Field })]);
        return new(422, "Invalid", $"{qualified} \"{name}\" is invalid: {text}", details);
    }

    public static StatusException Expired(string message) => new(410, "Expired", message);

    /// <summary>Details with those members that are not empty.</summary>
    public static JsonObject Of(string name, string group, string kind)
    {
        var details = new JsonObject();
        if (name.Length > 0)
        {
            details["name"] = name;
        }

        if (group.Length > 0)
        {
            details["group"] = group;
        }

        if (kind.Length > 0)
        {
            details["kind"] = kind;
        }

        return details;
    }
}
