using System.Text;
using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Kinds.Config;

/// <summary>Config maps.</summary>
internal sealed class ConfigMapStrategy() : KindStrategy(ConfigTables.ConfigMaps, KindTraits.Usual)
{
    public override void Validate(JsonObject value, RequestScope scope, List<FieldError> errors)
    {
        var (data, binary) = (value.Object("data") ?? [], value.Object("binaryData") ?? []);
        ConfigKeys.Check(data, "data", errors);
        foreach (var (key, _) in data.Where(pair => binary.ContainsKey(pair.Key)))
        {
            errors.Add(FieldError.Invalid($"data[{key}]", key, "duplicate of key present in binaryData"));
        }

        ConfigKeys.Check(binary, "binaryData", errors);
        var size = data.Sum(pair => (long)Encoding.UTF8.GetByteCount(pair.Value?.GetValue<string>() ?? "")) + binary.Sum(pair => ConfigKeys.DecodedLength(pair.Value));
        if (size > ConfigKeys.MostBytes)
        {
            // The path of the whole object, as the real server prints it.
            errors.Add(FieldError.TooLong("[]", ConfigKeys.MostBytes));
        }
    }

    public override void ValidateUpdate(JsonObject value, JsonObject old, RequestScope scope, List<FieldError> errors)
    {
        ConfigKeys.CheckImmutable(value, old, ["data", "binaryData"], errors);
        Validate(value, scope, errors);
    }
}
