using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Errors;

namespace Settlement.Sandbox.Kubernetes.Kinds.Metadata;

/// <summary>Rules of metadata.managedFields as far as clients can break them.</summary>
internal static class ManagedFieldsEntries
{
    private const int ManagerLength = 128;

    public static void Check(JsonObject? metadata, List<FieldError> errors)
    {
        foreach (var (entry, i) in metadata.Objects("managedFields").Select((e, i) => (e, i)))
        {
            var path = $"metadata.managedFields[{i}]";
            if (entry.Text("operation") is not ("Apply" or "Update"))
            {
                errors.Add(FieldError.Invalid(path + ".operation", entry.Text("operation") ?? "", "must be `Apply` or `Update`"));
            }

            if (entry.Text("fieldsType") is { Length: > 0 } type and not "FieldsV1")
            {
                errors.Add(FieldError.Invalid(path + ".fieldsType", type, "must be `FieldsV1`"));
            }

            if (entry.Text("manager") is { Length: > ManagerLength })
            {
                errors.Add(FieldError.TooLong(path + ".manager", ManagerLength));
            }
        }
    }
}
